//! Notifications over the wire: to a real SMTP server, and to a push service on this machine.

mod email;
mod people;
mod push;
