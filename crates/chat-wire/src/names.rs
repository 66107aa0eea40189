//! OpenAPI schemas of the domain's enumerations. On the wire they have the names that serde gives them.

use chat_domain::{
    Departure, Phase, Presence, Role, VisitKind,
    view::{Action, Change},
};
use std::borrow::Cow;
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{ObjectBuilder, RefOr, Schema, Type},
};

macro_rules! names {
    ($($(#[doc = $about:literal])* $name:ident of $domain:ident;)*) => {$(
        $(#[doc = $about])*
        pub enum $name {}

        impl PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                let names = $domain::ALL.map(serde_json::to_value);
                ObjectBuilder::new()
                    .schema_type(Type::String)
                    .description(Some(concat!($($about),*).trim_ascii()))
                    .enum_values(Some(names.into_iter().flatten()))
                    .into()
            }
        }

        impl ToSchema for $name {
            fn name() -> Cow<'static, str> {
                stringify!($name).into()
            }
        }
    )*};
}

names! {
    /// One patient, or several.
    KindName of VisitKind;
    /// A visit's phase.
    PhaseName of Phase;
    /// A participant's role in a visit.
    RoleName of Role;
    /// A participant's presence.
    PresenceName of Presence;
    /// How a participant came to be away: they left, or were dropped after their live connections were lost.
    DepartureName of Departure;
    /// An action that a screen offers as a button.
    ActionName of Action;
    /// A change of a participant.
    ChangeName of Change;
}
