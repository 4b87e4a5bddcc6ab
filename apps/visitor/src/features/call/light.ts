const side = 16;
let canvas: HTMLCanvasElement | undefined;

/** Mean brightness of the picture, 0 to 255; undefined while there is none. */
export function brightnessOf(video: HTMLVideoElement): number | undefined {
  if (video.videoWidth === 0) return undefined;
  canvas ??= Object.assign(document.createElement('canvas'), { width: side, height: side });
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (context === null) return undefined;
  context.drawImage(video, 0, 0, side, side);
  const { data } = context.getImageData(0, 0, side, side);
  let sum = 0;
  for (let at = 0; at < data.length; at += 4)
    sum += 0.2126 * (data[at] ?? 0) + 0.7152 * (data[at + 1] ?? 0) + 0.0722 * (data[at + 2] ?? 0);
  return sum / (side * side);
}
