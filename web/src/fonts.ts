// Names are drawn once into the map's atlas: where the office's machine lacks the font, wait for ours.
export async function fontsReady(text: string): Promise<void> {
  try {
    await new FontFace("ogm-probe", 'local("Noto Sans SC"),local("Noto Sans CJK SC"),local("Noto Sans CJK SC Regular"),local("Source Han Sans SC")').load();
  } catch {
    const chars = [...new Set(text + "0123456789户")].join("");
    await Promise.race([document.fonts.load('400 16px "Noto Sans SC Variable"', chars).catch(() => []), new Promise((r) => setTimeout(r, 2500))]);
  }
}

export function fontSheet(lib: string): void {
  const href = lib + "fonts.css";
  if ([...document.querySelectorAll<HTMLLinkElement>("link[rel=stylesheet]")].some((l) => l.href === href)) return;
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.href = href;
  document.head.append(link);
}
