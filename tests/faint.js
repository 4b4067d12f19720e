// Every text on the page whose contrast with what lies behind it is below 4.5, as [text, ratio].
() => {
  const light = (c) => { c /= 255; return c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4; };
  const lum = ([r, g, b]) => 0.2126 * light(r) + 0.7152 * light(g) + 0.0722 * light(b);
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const rgba = (color) => { canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = color; canvas.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data; return [[r, g, b], a]; };
  const behind = (node) => { for (; node; node = node.parentElement) {
    const [rgb, a] = rgba(getComputedStyle(node).backgroundColor); if (a > 200) return rgb; } return [255, 255, 255]; };
  const faint = [];
  for (const node of document.querySelectorAll("body *:not(template, .avatar, .sr, :disabled)")) {
    const words = [...node.childNodes].filter((n) => n.nodeType === 3).map((n) => n.data.trim()).join("");
    if (!words || !node.checkVisibility({ visibilityProperty: true })) continue;
    const [a, b] = [lum(rgba(getComputedStyle(node).color)[0]), lum(behind(node))].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < 4.5) faint.push([words.slice(0, 20), ratio]);
  }
  return faint;
}
