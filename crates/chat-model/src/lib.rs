//! A bounded model of a visit, explored completely.
