//! The fences as data.

/// What one crate must not depend on.
pub(super) struct Fence {
    pub(super) package: &'static str,
    pub(super) forbidden: &'static [&'static [&'static str]],
    pub(super) why: &'static str,
}

const RUNTIMES: &[&str] = &[
    "actix-rt",
    "async-executor",
    "async-io",
    "async-std",
    "futures-executor",
    "glommio",
    "mio",
    "monoio",
    "smol",
    "tokio",
    "tokio-util",
];

const DATABASES: &[&str] = &[
    "deadpool-postgres",
    "diesel",
    "fjall",
    "heed",
    "libsqlite3-sys",
    "mongodb",
    "postgres",
    "redb",
    "redis",
    "rocksdb",
    "rusqlite",
    "sea-orm",
    "sled",
    "sqlx",
    "sqlx-core",
    "sqlx-sqlite",
    "tokio-postgres",
];

const WEB: &[&str] = &[
    "actix-web",
    "axum",
    "axum-core",
    "h2",
    "http",
    "hyper",
    "hyper-util",
    "reqwest",
    "rocket",
    "tokio-tungstenite",
    "tonic",
    "tower",
    "tower-http",
    "tungstenite",
    "ureq",
    "utoipa",
    "warp",
];

const BLOBS: &[&str] = &["aws-sdk-s3", "object_store", "opendal"];
const BUSES: &[&str] = &["async-nats", "lapin", "rdkafka"];

/// Crates that need a source of randomness. The rules must run in a page, which may have none.
const RANDOM: &[&str] = &["fastrand", "getrandom", "rand", "rand_chacha"];

const DOMAIN: &[&str] = &["chat-domain"];
const GATE: &[&str] = &["chat-attachments"];
const FORMATS: &[&str] = &["chat-formats"];
const PICTURES: &[&str] = &["chat-pictures"];
const PORTS: &[&str] = &["chat-ports"];
const APP: &[&str] = &["chat-app"];
const ADAPTERS: &[&str] = &[
    "chat-blobs",
    "chat-clamav",
    "chat-memory",
    "chat-nats",
    "chat-notify",
    "chat-postgres",
    "chat-sqlite",
];
const KIT: &[&str] = &["chat-conformance"];
const AUDIT: &[&str] = &["chat-audit"];
const PROOFS: &[&str] = &["chat-laws", "chat-model", "chat-second-opinion"];
const EDGE: &[&str] = &[
    "chat-bench",
    "chat-http",
    "chat-server",
    "chat-webhooks",
    "visit-chat",
];

const ADAPTER_WHY: &str = "an adapter knows the ports and the domain, not its callers";

const PROOF_WHY: &str = "proofs of the rules depend only on the rules";

pub(super) const FENCES: &[Fence] = &[
    Fence {
        package: "chat-text",
        forbidden: &[
            RUNTIMES, DATABASES, WEB, BLOBS, BUSES, DOMAIN, GATE, PICTURES, PORTS, APP, ADAPTERS,
            KIT, AUDIT, PROOFS, EDGE,
        ],
        why: "text is values in and values out: no runtime, no storage, no web, no other crate of ours",
    },
    Fence {
        package: "chat-tls",
        forbidden: &[
            RUNTIMES, DATABASES, WEB, BLOBS, BUSES, DOMAIN, GATE, PICTURES, PORTS, APP, ADAPTERS,
            KIT, AUDIT, PROOFS, EDGE,
        ],
        why: "trust is for all connections: no runtime, no web, no other crate of ours",
    },
    Fence {
        package: "chat-domain",
        forbidden: &[
            RUNTIMES, DATABASES, WEB, BLOBS, BUSES, GATE, FORMATS, PICTURES, PORTS, APP, ADAPTERS,
            KIT, AUDIT, PROOFS, EDGE, RANDOM,
        ],
        why: "the rules are pure functions: no randomness, no runtime, no storage, no web, no other crate of ours except chat-text",
    },
    Fence {
        package: "chat-formats",
        forbidden: &[
            RUNTIMES, DATABASES, WEB, BLOBS, BUSES, GATE, PICTURES, DOMAIN, PORTS, APP, ADAPTERS,
            KIT, AUDIT, PROOFS, EDGE,
        ],
        why: "formats are structure: no policy, no verdict, no runtime, no storage, no other crate of ours",
    },
    Fence {
        package: "chat-attachments",
        forbidden: &[
            RUNTIMES, DATABASES, WEB, BLOBS, BUSES, PICTURES, DOMAIN, PORTS, APP, ADAPTERS, KIT,
            AUDIT, EDGE,
        ],
        why: "the gate takes bytes and gives a verdict: no runtime, no storage, no web",
    },
    Fence {
        package: "chat-pictures",
        forbidden: &[
            RUNTIMES, DATABASES, WEB, BLOBS, BUSES, GATE, DOMAIN, PORTS, APP, ADAPTERS, KIT, AUDIT,
            PROOFS, EDGE,
        ],
        why: "pictures are bytes in and bytes out: no runtime, no storage, no web, no gate",
    },
    Fence {
        package: "chat-ports",
        forbidden: &[
            RUNTIMES, DATABASES, WEB, BLOBS, BUSES, GATE, PICTURES, APP, ADAPTERS, KIT, AUDIT, EDGE,
        ],
        why: "a port mentions no driver: others implement it with theirs",
    },
    Fence {
        package: "chat-app",
        forbidden: &[DATABASES, WEB, BLOBS, BUSES, ADAPTERS, KIT, AUDIT, EDGE],
        why: "the use cases know no storage and no transport",
    },
    Fence {
        package: "chat-memory",
        forbidden: &[
            DATABASES, WEB, BLOBS, BUSES, GATE, PICTURES, APP, KIT, AUDIT, EDGE,
        ],
        why: ADAPTER_WHY,
    },
    Fence {
        package: "chat-sqlite",
        forbidden: &[WEB, BLOBS, BUSES, GATE, PICTURES, APP, KIT, AUDIT, EDGE],
        why: ADAPTER_WHY,
    },
    Fence {
        package: "chat-nats",
        forbidden: &[
            DATABASES, BLOBS, GATE, PICTURES, APP, KIT, AUDIT, PROOFS, EDGE,
        ],
        why: ADAPTER_WHY,
    },
    Fence {
        package: "chat-notify",
        forbidden: &[
            DATABASES, BLOBS, BUSES, GATE, PICTURES, APP, KIT, AUDIT, PROOFS, EDGE,
        ],
        why: ADAPTER_WHY,
    },
    Fence {
        package: "chat-postgres",
        forbidden: &[WEB, BLOBS, BUSES, GATE, PICTURES, APP, KIT, AUDIT, EDGE],
        why: ADAPTER_WHY,
    },
    Fence {
        package: "chat-blobs",
        forbidden: &[DATABASES, BUSES, GATE, PICTURES, APP, KIT, AUDIT, EDGE],
        why: ADAPTER_WHY,
    },
    Fence {
        package: "chat-clamav",
        forbidden: &[
            DATABASES, WEB, BLOBS, BUSES, GATE, PICTURES, APP, KIT, AUDIT, PROOFS, EDGE,
        ],
        why: ADAPTER_WHY,
    },
    Fence {
        package: "chat-conformance",
        forbidden: &[
            DATABASES, WEB, BLOBS, BUSES, GATE, PICTURES, APP, ADAPTERS, AUDIT, EDGE,
        ],
        why: "the laws know only the ports, so that they apply to any adapter",
    },
    Fence {
        package: "chat-audit",
        forbidden: &[
            RUNTIMES, DATABASES, WEB, BLOBS, BUSES, GATE, PICTURES, APP, ADAPTERS, KIT, EDGE,
        ],
        why: "an auditor knows the rules and the ports, and neither a database nor the service",
    },
    Fence {
        package: "chat-fhir",
        forbidden: &[
            RUNTIMES, DATABASES, WEB, BLOBS, BUSES, RANDOM, GATE, FORMATS, PICTURES, PORTS, APP,
            ADAPTERS, KIT, AUDIT, PROOFS, EDGE,
        ],
        why: "a record is a pure function of the log, and its ids are derived",
    },
    Fence {
        package: "chat-transcript",
        forbidden: &[
            RUNTIMES, DATABASES, WEB, BLOBS, BUSES, GATE, PICTURES, PORTS, APP, ADAPTERS, KIT,
            AUDIT, EDGE,
        ],
        why: "a transcript is values in and values out: no runtime, no storage, no web, only the rules",
    },
    Fence {
        package: "chat-laws",
        forbidden: &[
            RUNTIMES, DATABASES, WEB, BLOBS, BUSES, GATE, PICTURES, PORTS, APP, ADAPTERS, KIT,
            AUDIT, EDGE,
        ],
        why: PROOF_WHY,
    },
    Fence {
        package: "chat-model",
        forbidden: &[
            RUNTIMES, DATABASES, WEB, BLOBS, BUSES, GATE, PICTURES, PORTS, APP, ADAPTERS, KIT,
            AUDIT, EDGE,
        ],
        why: PROOF_WHY,
    },
    Fence {
        package: "chat-test-servers",
        forbidden: &[
            RUNTIMES, DATABASES, WEB, BLOBS, BUSES, GATE, FORMATS, PICTURES, DOMAIN, PORTS, APP,
            ADAPTERS, KIT, AUDIT, PROOFS, EDGE,
        ],
        why: "it starts servers and knows nothing of what they are for",
    },
    Fence {
        package: "chat-second-opinion",
        forbidden: &[
            RUNTIMES, DATABASES, WEB, BLOBS, BUSES, GATE, PICTURES, PORTS, APP, ADAPTERS, KIT,
            AUDIT, EDGE, DOMAIN,
        ],
        why: "an independent implementation: only its tests know the rules that it is compared with",
    },
    Fence {
        package: "chat-web",
        forbidden: &[
            RUNTIMES, DATABASES, WEB, BLOBS, BUSES, GATE, FORMATS, PICTURES, DOMAIN, PORTS, APP,
            ADAPTERS, KIT, AUDIT, PROOFS, EDGE,
        ],
        why: "the components are files for any server",
    },
    Fence {
        package: "chat-wire",
        forbidden: &[
            RUNTIMES,
            DATABASES,
            BLOBS,
            BUSES,
            GATE,
            FORMATS,
            PICTURES,
            PORTS,
            APP,
            ADAPTERS,
            KIT,
            AUDIT,
            PROOFS,
            EDGE,
            &["axum", "hyper", "reqwest"],
        ],
        why: "types for both sides of the wire: a client must not get the server with them",
    },
    Fence {
        package: "chat-client",
        forbidden: &[
            DATABASES,
            BLOBS,
            BUSES,
            GATE,
            FORMATS,
            PICTURES,
            PORTS,
            APP,
            ADAPTERS,
            KIT,
            AUDIT,
            PROOFS,
            EDGE,
            &["axum"],
        ],
        why: "a client knows the wire, and nothing of the server behind it",
    },
    Fence {
        package: "chat-http",
        forbidden: &[
            DATABASES,
            BLOBS,
            BUSES,
            ADAPTERS,
            KIT,
            AUDIT,
            &["chat-bench", "chat-server", "chat-webhooks"],
            PROOFS,
        ],
        why: "the wire protocol knows the use cases, not their storage",
    },
    Fence {
        package: "visit-chat",
        forbidden: &[
            KIT,
            AUDIT,
            PROOFS,
            &["chat-bench", "chat-client", "chat-server"],
        ],
        why: "a host gets the chat, and nothing of a server, a client or the tests",
    },
    Fence {
        package: "chat-webhooks",
        forbidden: &[
            DATABASES,
            BLOBS,
            BUSES,
            ADAPTERS,
            KIT,
            AUDIT,
            &["axum", "chat-bench", "chat-http", "chat-server"],
            PROOFS,
        ],
        why: "the sender knows the use cases, not their storage, and nothing of requests to the server",
    },
];

/// Crates that may depend on anything: they wire everything up, measure it or build it.
pub(super) const FREE: &[&str] = &["chat-bench", "chat-server", "chat-torture", "xtask"];
