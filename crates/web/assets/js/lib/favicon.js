/** The number on the tab's icon. */

const SIZE = 64;

/** @type {Promise<HTMLImageElement> | null} */
let plain = null;
let wanted = 0;

/** @returns {Promise<HTMLImageElement>} */
function load() {
  plain ??= new Promise((done, failed) => {
    const image = new Image(SIZE, SIZE);
    image.onload = () => done(image);
    image.onerror = failed;
    image.src = "/favicon.svg";
  });
  return plain;
}

/** @param {number} count none below 1 */
export async function badge(count) {
  wanted = count;
  const link = /** @type {HTMLLinkElement | null} */ (document.querySelector('link[rel="icon"]'));
  if (!link) return;
  if (count < 1) {
    link.href = "/favicon.svg";
    return;
  }
  const image = await load().catch(() => null);
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = SIZE;
  const draw = canvas.getContext("2d");
  if (!image || !draw || wanted !== count) return;
  draw.drawImage(image, 0, 0, SIZE, SIZE);
  const text = count > 99 ? "99+" : String(count);
  draw.font = "bold 32px system-ui, sans-serif";
  const width = Math.max(40, draw.measureText(text).width + 18);
  draw.fillStyle = "#c62a1c";
  draw.beginPath();
  draw.roundRect(SIZE - width, SIZE - 40, width, 40, 20);
  draw.fill();
  draw.fillStyle = "#fff";
  draw.textAlign = "center";
  draw.textBaseline = "middle";
  draw.fillText(text, SIZE - width / 2, SIZE - 19);
  link.type = "image/png";
  link.href = canvas.toDataURL("image/png");
}
