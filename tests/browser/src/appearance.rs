//! How a page looks: its size, its colours, its screenshot.

use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;

use crate::browser::Browser;

/// The width of the window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WindowSize {
    /// 1600 pixels.
    Wide,
    /// 1280 pixels.
    Desktop,
    /// 1024 pixels.
    Laptop,
    /// 768 pixels.
    Tablet,
    /// 390 pixels.
    Phone,
    /// 360 pixels.
    SmallPhone,
}

impl WindowSize {
    /// The widest first.
    pub const ALL: [Self; 6] = [Self::Wide, Self::Desktop, Self::Laptop, Self::Tablet, Self::Phone, Self::SmallPhone];

    /// Whether it is that of a phone.
    #[must_use]
    pub const fn is_phone(self) -> bool {
        matches!(self, Self::Phone | Self::SmallPhone)
    }

    /// Pixels.
    #[must_use]
    pub const fn width(self) -> u32 {
        match self {
            Self::Wide => 1600,
            Self::Desktop => 1280,
            Self::Laptop => 1024,
            Self::Tablet => 768,
            Self::Phone => 390,
            Self::SmallPhone => 360,
        }
    }
}

/// The preferred colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColourScheme {
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

impl ColourScheme {
    /// As `prefers-color-scheme` names it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

/// What the scripts about contrast share: the contrast of two colours, and the colour that is behind an element (WCAG).
const COLOURS: &str = r#"
    const channel = (value) => { value /= 255; return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4; };
    const light = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
    const numbers = (colour) => colour.match(/[\d.]+/g).map(Number);
    const behind = (node) => {
        for (let it = node; it; it = it.parentElement) {
            const colour = numbers(getComputedStyle(it).backgroundColor);
            if (colour.length === 3 || colour[3] === 1) return colour;
        }
        return [255, 255, 255];
    };
    const contrast = (one, other) => {
        const [a, b] = [light(one), light(other)];
        return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    };
"#;

/// Finds text with too little contrast to its background (WCAG AA).
const FAINT: &str = r#"
    const faint = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const node = walker.currentNode.parentElement;
        if (!walker.currentNode.nodeValue.trim() || !node.getClientRects().length || node.closest("noscript, option, script")) continue;
        const style = getComputedStyle(node);
        const found = contrast(numbers(style.color), behind(node));
        const large = parseFloat(style.fontSize) >= 24;
        if (found < (large ? 3 : 4.5)) faint.push(`${walker.currentNode.nodeValue.trim()} (${found.toFixed(2)})`);
    }
    return faint;
"#;

/// Finds fields and buttons without a name, and duplicate ids.
const NAMELESS: &str = r#"
    const faults = [];
    for (const it of document.querySelectorAll("input:not([type=hidden]), select, textarea, button, a, summary")) {
        if (!it.getClientRects().length) continue;
        const named = it.getAttribute("aria-label") || it.textContent.trim() || [...(it.labels || [])].some((label) => label.textContent.trim());
        if (!named) faults.push(it.outerHTML);
        if (it.tabIndex < 0) faults.push(`not reachable: ${it.outerHTML}`);
    }
    const ids = [...document.querySelectorAll("[id]")].map((it) => it.id);
    for (const id of ids) if (ids.indexOf(id) !== ids.lastIndexOf(id)) faults.push(`twice: ${id}`);
    return faults;
"#;

/// Finds buttons with the name of another one that does something else.
const AMBIGUOUS: &str = r#"
    const faults = [];
    const known = new Map();
    for (const it of document.querySelectorAll("button, details.ask > summary")) {
        if (!it.getClientRects().length) continue;
        const name = (it.getAttribute("aria-label") || it.textContent).trim().replace(/\s+/g, " ");
        const form = it.form || it.parentElement.querySelector("form");
        const fields = form ? [...form.querySelectorAll("input[type=hidden]:not([name=token])")].map((field) => `${field.name}=${field.value}`) : [];
        const copied = it.dataset.copies && document.getElementById(it.dataset.copies).textContent;
        const does = copied || [form && form.getAttribute("action"), ...fields, it.name, it.value].join(" ");
        if (known.has(name) && known.get(name) !== does) faults.push(`${name}: ${known.get(name)} or ${does}`);
        known.set(name, does);
    }
    return faults;
"#;

/// Finds cells of cards that lie on their labels.
const OVERLAPPED: &str = r#"
    const faults = [];
    for (const it of document.querySelectorAll("td[data-label]")) {
        const label = getComputedStyle(it, "::before");
        if (!it.getClientRects().length || label.content === "none") continue;
        if (parseFloat(getComputedStyle(it).paddingLeft) < parseFloat(label.width)) faults.push(it.dataset.label);
    }
    return faults;
"#;

/// Finds short badges and the labels of buttons that are broken into lines, and labels that are not in the middle of their
/// button.
const BROKEN_LABELS: &str = r#"
    const faults = [];
    for (const it of document.querySelectorAll("button:not(.switch), .button, .badge")) {
        if (!it.checkVisibility() || it.textContent.trim().length > 28) continue;
        const range = document.createRange();
        const text = document.createTreeWalker(it, NodeFilter.SHOW_TEXT);
        const rows = [];
        while (text.nextNode()) {
            if (text.currentNode.parentElement.closest(".hidden") || !text.currentNode.nodeValue.trim()) continue;
            range.selectNodeContents(text.currentNode);
            rows.push(...range.getClientRects());
        }
        if (!rows.length) continue;
        const name = it.textContent.trim();
        const [top, bottom] = [Math.min(...rows.map((row) => row.top)), Math.max(...rows.map((row) => row.bottom))];
        if (bottom - top > 1.7 * Math.min(...rows.map((row) => row.height))) faults.push(`broken: ${name}`);
        const box = it.getBoundingClientRect();
        const off = (top + bottom) / 2 - (box.top + box.bottom) / 2;
        if (Math.abs(off) > 3) faults.push(`not in the middle: ${name} (${off})`);
    }
    return faults;
"#;

/// Finds labels of a drawing that lie on each other.
const OVERLAPPED_LABELS: &str = r#"
    const faults = [];
    const clipped = (it) => it && (getComputedStyle(it).clipPath !== "none" || clipped(it.parentElement));
    for (const drawing of document.querySelectorAll("svg")) {
        if (clipped(drawing)) continue;
        const labels = [...drawing.querySelectorAll("text")].map((it) => [it.textContent, it.getBoundingClientRect()]).filter(([, box]) => box.width);
        for (const [place, [name, one]] of labels.entries()) {
            for (const [other, two] of labels.slice(place + 1)) {
                const across = Math.min(one.right, two.right) - Math.max(one.left, two.left);
                const down = Math.min(one.bottom, two.bottom) - Math.max(one.top, two.top);
                if (across > 1 && down > 4) faults.push(`${name} and ${other}`);
            }
        }
    }
    return faults;
"#;

/// Finds edges of fields and buttons with too little contrast to what surrounds them (WCAG, 3:1).
const FAINT_EDGES: &str = r#"
    const faint = [];
    for (const it of document.querySelectorAll("button, .button, input:not([type=hidden], [type=checkbox], [type=radio]), select, textarea")) {
        if (!it.getClientRects().length) continue;
        const style = getComputedStyle(it);
        const around = behind(it.parentElement);
        const edge = parseFloat(style.borderTopWidth) ? contrast(numbers(style.borderTopColor), around) : 0;
        const inside = contrast(behind(it), around);
        if (Math.max(edge, inside) < 3) faint.push(`${it.outerHTML.slice(0, 120)} (${Math.max(edge, inside).toFixed(2)})`);
    }
    return faint;
"#;

impl Browser {
    /// Sets the width and the colour scheme of the page.
    ///
    /// # Panics
    /// When the browser rejects it.
    pub async fn shape(&self, size: WindowSize, scheme: ColourScheme) {
        let (width, phone) = (size.width(), size.is_phone());
        let screen = json!({ "width": width, "height": 900, "deviceScaleFactor": 1, "mobile": phone });
        self.devtools("Emulation.setDeviceMetricsOverride", &screen).await;
        // A colour that is still on its way would be measured.
        let scheme = json!({ "name": "prefers-color-scheme", "value": scheme.name() });
        let features = json!({ "features": [scheme, { "name": "prefers-reduced-motion", "value": "reduce" }] });
        self.devtools("Emulation.setEmulatedMedia", &features).await;
    }

    /// Checks that the page does not scroll sideways, that its text and the edges of its controls have enough contrast,
    /// that keyboards and screen readers can use every element, that buttons are named by what they act on, and that
    /// nothing breaks or covers a label.
    ///
    /// # Panics
    /// Otherwise, with the reasons.
    pub async fn expect_readable(&self, name: &str) {
        let wide = self.run("return [document.documentElement.scrollWidth, window.innerWidth]", &json!([])).await;
        assert!(wide[0].as_u64() <= wide[1].as_u64(), "{name} scrolls sideways: {wide}");
        let of_colours = [FAINT, FAINT_EDGES].map(|script| [COLOURS, script].concat());
        for script in of_colours.iter().map(String::as_str).chain([
            NAMELESS,
            AMBIGUOUS,
            OVERLAPPED,
            BROKEN_LABELS,
            OVERLAPPED_LABELS,
        ]) {
            let faults = self.run(script, &json!([])).await;
            assert_eq!(faults, json!([]), "{name}");
        }
    }

    /// Saves a screenshot of the whole page.
    ///
    /// # Panics
    /// When it cannot be written.
    pub async fn screenshot(&self, file: &Path) {
        let height = self.run("return document.documentElement.scrollHeight", &json!([])).await;
        let width = self.run("return window.innerWidth", &json!([])).await;
        let phone = width.as_u64().is_some_and(|width| width <= WindowSize::Phone.width().into());
        let screen = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": phone });
        self.devtools("Emulation.setDeviceMetricsOverride", &screen).await;
        let mut screenshot = self.try_get("/screenshot").await;
        // The driver waits 10 seconds for a drawing, which a busy machine may not reach.
        for _ in 0..5 {
            if screenshot.as_ref().is_err_and(|error| error.contains("timeout")) {
                screenshot = self.try_get("/screenshot").await;
            }
        }
        let screenshot = screenshot.unwrap_or_else(|error| panic!("{error}"));
        let bytes = STANDARD.decode(screenshot.as_str().unwrap_or_default()).unwrap();
        std::fs::write(file, bytes).unwrap();
    }
}
