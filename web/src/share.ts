// Hands on the address of what is on the screen.
import { h, toast } from "./ui/dom.ts";

/** Copy the address; an office that serves without a certificate has browsers without a clipboard of their own. */
export async function copyLink(host: HTMLElement, says = "链接已复制，对方登录后看到同一张图。"): Promise<void> {
  try {
    await navigator.clipboard.writeText(location.href);
    toast(host, says);
  } catch {
    const box = h("input", { value: location.href, readonly: true, "aria-label": "链接" });
    host.append(box);
    box.select();
    const done = document.execCommand("copy");
    box.remove();
    toast(host, done ? says : "浏览器不允许复制，请从地址栏复制。");
  }
}
