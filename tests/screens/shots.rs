//! Pictures of a screen in each variant. Where they go, and which copy of axe is run, is said by the environment.

use serde_json::{Value, json};
use std::{env, fs, path::PathBuf, time::Duration};
use visit_chat_tests::Window;

/// The folder for the pictures.
const FOLDER: &str = "VISIT_CHAT_SCREENS";

/// The file `axe.min.js` of the package `axe-core`.
const AXE: &str = "VISIT_CHAT_AXE";

/// Time for what moves or loads to come to rest.
const SETTLES: Duration = Duration::from_millis(400);

/// A finding for each element, in one line.
const FIND: &str = "
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
    // With forced colors, the contrast is the system's.
    const rules = { 'color-contrast': { enabled: !matchMedia('(forced-colors: active)').matches } };
    const options = { runOnly: { type: 'tag', values: tags }, rules, resultTypes: ['violations'] };
    return axe.run(document, options).then(({ violations }) => violations.flatMap(({ id, help, nodes }) =>
        nodes.map(({ target, html, any }) => {
            const { fgColor, bgColor, contrastRatio } = any[0]?.data ?? {};
            const colors = fgColor ? ` (${fgColor} on ${bgColor}: ${contrastRatio})` : '';
            return `${id}: ${help}${colors}\\n    ${target.flat().join(' ')}\\n    ${html.slice(0, 160)}`;
        })))";

/// The pointer leaves the dashboard's rows: none is kept where it was in a window of another size.
const LEAVE_ROWS: &str = "
    for (const list of bySelector('.visits')) {
        for (const type of ['pointerover', 'pointerleave']) list.dispatchEvent(new Event(type));
        list.style.padding = '';
    }";

/// How a screen is looked at.
struct Variant {
    name: &'static str,
    is_phone: bool,
    direction: &'static str,
    colors: &'static str,
    forced: &'static str,
}

const WIDE: Variant = Variant {
    name: "wide",
    is_phone: false,
    direction: "ltr",
    colors: "light",
    forced: "none",
};

const VARIANTS: [Variant; 5] = [
    WIDE,
    Variant {
        name: "phone",
        is_phone: true,
        ..WIDE
    },
    Variant {
        name: "dark",
        colors: "dark",
        ..WIDE
    },
    Variant {
        name: "rtl",
        direction: "rtl",
        ..WIDE
    },
    Variant {
        name: "forced",
        forced: "active",
        ..WIDE
    },
];

/// The pictures of some screens.
pub(crate) struct Shots {
    folder: PathBuf,
    axe: Option<String>,
    findings: Vec<String>,
}

impl Shots {
    pub(crate) fn new() -> Self {
        let folder = folder();
        let axe = env::var_os(AXE).map(|file| fs::read_to_string(file).unwrap());
        Self {
            folder,
            axe,
            findings: Vec::new(),
        }
    }

    /// Takes the pictures of a state.
    pub(crate) async fn take(&mut self, window: &Window, name: &str) {
        self.take_each(window, name, async || {}).await;
    }

    /// The same, of a state that ends when the window changes: `prepare` leads to it again.
    pub(crate) async fn take_each(&mut self, window: &Window, name: &str, prepare: impl AsyncFn()) {
        for variant in VARIANTS {
            show(window, &variant).await;
            prepare().await;
            tokio::time::sleep(SETTLES).await;
            let name = format!("{name}-{}", variant.name);
            let file = self.folder.join(format!("{name}.png"));
            fs::write(file, window.screenshot().await).unwrap();
            self.look_into(window, &name).await;
        }
        show(window, &WIDE).await;
    }

    async fn look_into(&mut self, window: &Window, name: &str) {
        let Some(axe) = &self.axe else { return };
        if window.run("return window.axe === undefined").await == true {
            window.run(axe).await;
        }
        let found = window.run(FIND).await;
        let found = found.as_array().unwrap().iter().filter_map(Value::as_str);
        self.findings
            .extend(found.map(|finding| format!("{name}: {finding}")));
    }

    /// Fails with what axe has found, if anything.
    pub(crate) fn end(self) {
        let found = self.findings.join("\n");
        assert!(self.findings.is_empty(), "findings of axe:\n{found}");
    }
}

/// The folder for the pictures, which exists.
pub(crate) fn folder() -> PathBuf {
    let folder = env::var_os(FOLDER);
    let folder = PathBuf::from(folder.unwrap_or_else(|| panic!("run by `cargo xtask screens`")));
    fs::create_dir_all(&folder).unwrap();
    folder
}

async fn show(window: &Window, variant: &Variant) {
    let corner = json!({ "type": "mouseMoved", "x": 1, "y": 1 });
    window.devtools("Input.dispatchMouseEvent", corner).await;
    window.run(LEAVE_ROWS).await;
    if variant.is_phone {
        window.phone().await;
    } else {
        let wide = json!({ "width": 1400, "height": 900, "deviceScaleFactor": 1, "mobile": false });
        window
            .devtools("Emulation.setDeviceMetricsOverride", wide)
            .await;
    }
    let touch = json!({ "enabled": variant.is_phone });
    window
        .devtools("Emulation.setTouchEmulationEnabled", touch)
        .await;
    let features = json!([
        { "name": "prefers-color-scheme", "value": variant.colors },
        { "name": "forced-colors", "value": variant.forced },
    ]);
    window
        .devtools(
            "Emulation.setEmulatedMedia",
            json!({ "features": features }),
        )
        .await;
    let turn = format!("document.documentElement.dir = {:?}", variant.direction);
    window.run(&turn).await;
}
