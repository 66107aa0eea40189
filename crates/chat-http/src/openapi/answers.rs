//! Responses that any operation can give, defined once.

use utoipa::openapi::{
    Components, ContentBuilder, HeaderBuilder, Object, OpenApi, Ref, RefOr, Response,
    ResponseBuilder, Type, path::Operation,
};

/// A response shared by operations.
struct Common {
    status: &'static str,
    name: &'static str,
    description: &'static str,
    header: Option<(&'static str, &'static str)>,
}

const UNAUTHENTICATED: Common = Common {
    status: "401",
    name: "Unauthenticated",
    description: "No token, or one that is invalid or has expired",
    header: Some((
        "WWW-Authenticate",
        "`Bearer`, with `error=\"invalid_token\"` for an invalid token (RFC 6750)",
    )),
};

const UNAVAILABLE: Common = Common {
    status: "503",
    name: "Unavailable",
    description: "Unavailable. The request may have succeeded; retry with the same ids (F7)",
    header: Some(("Retry-After", "Seconds to wait")),
};

const REFUSED: Common = Common {
    status: "4XX",
    name: "Refused",
    description: "Refused, with the reason",
    header: None,
};

const FAILED: Common = Common {
    status: "5XX",
    name: "Failed",
    description: "An internal error, or an unsupported version or coding",
    header: None,
};

const COMMON: [Common; 4] = [UNAUTHENTICATED, UNAVAILABLE, REFUSED, FAILED];

/// Adds the refusals and failures to each operation.
pub(super) fn add_common(openapi: &mut OpenApi) {
    for path in openapi.paths.paths.values_mut() {
        let (get, put) = (&mut path.get, &mut path.put);
        let (post, patch, delete) = (&mut path.post, &mut path.patch, &mut path.delete);
        let operations = [get, put, post, patch, delete];
        operations.into_iter().flatten().for_each(add_to);
    }
    let components = openapi.components.get_or_insert_with(Components::new);
    for common in COMMON {
        let response = RefOr::T(common.response());
        components
            .responses
            .insert(common.name.to_owned(), response);
    }
}

fn add_to(operation: &mut Operation) {
    // An operation with its own security requirement needs no token.
    let public = operation.security.is_some();
    let answers = &mut operation.responses.responses;
    for common in COMMON {
        if !(public && common.status == UNAUTHENTICATED.status) {
            let reference = RefOr::Ref(Ref::from_response_name(common.name));
            answers.insert(common.status.to_owned(), reference);
        }
    }
}

impl Common {
    fn response(&self) -> Response {
        let problem = ContentBuilder::new().schema(Some(Ref::from_schema_name("Problem")));
        let mut response = ResponseBuilder::new()
            .description(self.description)
            .content("application/problem+json", problem.build());
        if let Some((name, description)) = self.header {
            let header = HeaderBuilder::new()
                .schema(Some(Object::with_type(Type::String)))
                .description(Some(description));
            response = response.header(name, header.build());
        }
        response.build()
    }
}
