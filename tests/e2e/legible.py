"""What every word on a page must be: large enough, and told from its ground (WCAG 2.2, 1.4.3)."""

# Answers the words of the page that are too small or too faint, each with what was measured. A map is a canvas: words
# that float over it lie on the ground colour. Words of a switched-off control may be faint, as the norm says.
LEGIBLE = """() => {
    const GROUND = [244, 246, 248], LEAST_PX = 12;
    const ASIDE = 'script, style, noscript, option, :disabled, [aria-disabled=true], [aria-hidden=true]';
    const rgba = (text) => {
        const n = /^rgba?\\(/.test(text) ? text.match(/[\\d.]+/g).map(Number) : null;
        return n && [n[0], n[1], n[2], n[3] ?? 1];
    };
    const light = (c) => c.slice(0, 3).map((v) => v / 255)
        .map((v) => (v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
        .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
    const over = (top, below) => below.map((v, i) => top[i] * top[3] + v * (1 - top[3]));
    const ground = (el) => {
        const layers = [];
        for (let at = el; at; at = at.parentElement) {
            const style = getComputedStyle(at);
            const paint = rgba(style.backgroundColor);
            if (!paint || style.backgroundImage.includes('gradient')) return null;
            if (paint[3] > 0) layers.push(paint);
            if (paint[3] === 1) return layers.slice(0, -1).reverse().reduce((b, t) => over(t, b), paint.slice(0, 3));
            if (at.classList.contains('ogm-stage') || at.classList.contains('ogm-issmap'))
                return layers.reverse().reduce((b, t) => over(t, b), GROUND);
        }
        return layers.reverse().reduce((b, t) => over(t, b), [255, 255, 255]);
    };
    const found = new Set();
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = texts.nextNode(); node; node = texts.nextNode()) {
        const el = node.parentElement;
        const box = el.getBoundingClientRect();
        if (!node.data.trim() || !box.width || !box.height || !el.checkVisibility({visibilityProperty: true})) continue;
        if (el.closest(ASIDE)) continue;
        const style = getComputedStyle(el);
        const size = parseFloat(style.fontSize);
        const said = `${el.className || el.tagName}: ${node.data.trim().slice(0, 20)}`;
        if (size > 0 && size < LEAST_PX) found.add(`${said} ${size}px`);
        const ink = rgba(style.color), below = ground(el);
        if (!ink || !below || !size) continue;
        let faint = 1;
        for (let at = el; at; at = at.parentElement) faint *= Number(getComputedStyle(at).opacity);
        const [a, b] = [light(over([...ink.slice(0, 3), ink[3] * faint], below)), light(below)].sort((x, y) => y - x);
        const ratio = (a + 0.05) / (b + 0.05);
        const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
        if (ratio < (large ? 3 : 4.5) - 0.01) found.add(`${said} ${ratio.toFixed(2)}:1`);
    }
    return [...found];
}"""
