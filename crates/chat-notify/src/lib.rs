#![doc = include_str!("../README.md")]

mod contacts;
#[cfg(feature = "email")]
mod email;
#[cfg(any(feature = "email", feature = "push"))]
mod outcome;
#[cfg(feature = "push")]
mod push;
mod texts;

pub use contacts::{Contact, Contacts};
#[cfg(feature = "email")]
pub use email::{EmailAddress, EmailError, EmailNotifier, SmtpOptions};
#[cfg(feature = "push")]
pub use push::{
    notifier::{PushError, PushNotifier, PushOptions},
    subscription::{InvalidSubscription, PushSubscription},
    vapid::{InvalidVapidKey, VapidKey},
};
pub use texts::{Sentences, Text, Texts};
