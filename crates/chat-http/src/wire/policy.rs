//! The OpenAPI schema of a clinic's choices.

use chat_domain::{
    PolicyChoices,
    policy::{Choice, ChoiceKind},
};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        KnownFormat, ObjectBuilder, RefOr, Schema, SchemaFormat, Type,
        schema::{AdditionalProperties, SchemaType},
    },
};

/// The schema of [`PolicyChoices`].
pub(super) enum Policy {}

impl PartialSchema for Policy {
    fn schema() -> RefOr<Schema> {
        let policy = ObjectBuilder::new()
            .description(Some(
                "A clinic's choices for a visit. Absent ones default to the service's.",
            ))
            .additional_properties(Some(AdditionalProperties::FreeForm(false)));
        let choices = PolicyChoices::ALL.iter();
        choices
            .fold(policy, |policy, choice| {
                policy.property(choice.name, schema_of(choice))
            })
            .into()
    }
}

impl ToSchema for Policy {}

fn schema_of(choice: &Choice) -> ObjectBuilder {
    let (kind, format) = match choice.kind {
        ChoiceKind::Switch => (Type::Boolean, None),
        ChoiceKind::Int32 => (Type::Integer, Some(KnownFormat::Int32)),
        ChoiceKind::Int64 => (Type::Integer, Some(KnownFormat::Int64)),
    };
    ObjectBuilder::new()
        .schema_type(SchemaType::from_iter([kind, Type::Null]))
        .description(Some(choice.about))
        .minimum(format.is_some().then_some(0))
        .format(format.map(SchemaFormat::KnownFormat))
}
