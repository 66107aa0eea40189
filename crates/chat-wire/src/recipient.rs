//! The OpenAPI schema of a message's recipient.

use utoipa::{
    PartialSchema, ToSchema,
    openapi::{KnownFormat, ObjectBuilder, OneOfBuilder, RefOr, Schema, SchemaFormat, Type},
};

/// The recipient that a sender means (P6): `"everyone"` or `{"person": …}`.
pub enum Recipient {}

impl PartialSchema for Recipient {
    fn schema() -> RefOr<Schema> {
        let everyone = ObjectBuilder::new()
            .title(Some("Everyone"))
            .schema_type(Type::String)
            .description(Some("All participants: the visit chat."))
            .enum_values(Some(["everyone"]));
        let id = ObjectBuilder::new()
            .schema_type(Type::String)
            .format(Some(SchemaFormat::KnownFormat(KnownFormat::Uuid)));
        let person = ObjectBuilder::new()
            .title(Some("OnePerson"))
            .description(Some("One person: the other member of a direct chat."))
            .property("person", id)
            .required("person");
        OneOfBuilder::new()
            .item(everyone)
            .item(person)
            .description(Some(
                "The recipient that a sender means (P6): `\"everyone\"` or `{\"person\": …}`.",
            ))
            .into()
    }
}

impl ToSchema for Recipient {}
