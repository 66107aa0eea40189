//! Enums that list their variants.

/// Declares an enum, with `ALL` listing its variants in order.
macro_rules! listed {
    ($(#[$about:meta])* pub enum $name:ident { $($(#[$each:meta])* $variant:ident,)* }) => {
        $(#[$about])*
        pub enum $name {
            $($(#[$each])* $variant,)*
        }

        impl $name {
            /// All variants, in order.
            pub const ALL: [Self; [$(stringify!($variant)),*].len()] = [$(Self::$variant),*];
        }
    };
}

pub(crate) use listed;
