//! The push services that may be called.

use url::{Host, Url};

/// The services of the browsers. A name that begins with a dot stands for all names that end with it.
const KNOWN: &[&str] = &[
    "fcm.googleapis.com",
    "updates.push.services.mozilla.com",
    ".push.apple.com",
    ".notify.windows.com",
];

/// Whether an endpoint is at a known push service, or at one of the others. The browser names its endpoint, so any other
/// address could be one inside the host's network.
pub(super) fn allows(endpoint: &Url, others: &[String]) -> bool {
    let Some(host) = endpoint.host() else {
        return false;
    };
    let named = others.iter().any(|other| other == &authority(endpoint));
    match host {
        Host::Domain(name) => {
            let known = KNOWN.iter().any(|known| match known.starts_with('.') {
                true => name.ends_with(known),
                false => name == *known,
            });
            named || known && endpoint.scheme() == "https" && endpoint.port().is_none()
        }
        Host::Ipv4(_) | Host::Ipv6(_) => named,
    }
}

/// Host and port, as in `also_services`.
fn authority(endpoint: &Url) -> String {
    let host = endpoint.host_str().unwrap_or_default();
    match endpoint.port() {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_known_services_are_called() {
        let allowed = |endpoint: &str, others: &[&str]| {
            let others: Vec<_> = others.iter().map(|&other| other.to_owned()).collect();
            allows(&Url::parse(endpoint).unwrap(), &others)
        };
        for good in [
            "https://fcm.googleapis.com/fcm/send/abc",
            "https://updates.push.services.mozilla.com/wpush/v2/abc",
            "https://web.push.apple.com/abc",
            "https://wns2-par02p.notify.windows.com/w/?token=abc",
        ] {
            assert!(allowed(good, &[]), "{good}");
        }
        for bad in [
            "http://fcm.googleapis.com/abc",
            "https://fcm.googleapis.com:8443/abc",
            "https://fcm.googleapis.com.example.org/abc",
            "https://notify.windows.com.example/abc",
            "https://evilpush.apple.com.example/abc",
            "https://127.0.0.1/abc",
            "https://[::1]/abc",
            "https://169.254.169.254/latest",
            "https://10.0.0.7/abc",
        ] {
            assert!(!allowed(bad, &[]), "{bad}");
        }
        assert!(allowed("http://127.0.0.1:8080/a", &["127.0.0.1:8080"]));
        assert!(!allowed("http://127.0.0.1:8081/a", &["127.0.0.1:8080"]));
        assert!(allowed("https://push.example.org/a", &["push.example.org"]));
    }
}
