/** What a picture takes from the page's styles. */
const KEPT = ['fill', 'stroke', 'stroke-width', 'font-family', 'font-size', 'font-weight', 'opacity'] as const;
/** A picture of dots has so many for each of the screen's: it is still sharp in a slide. */
const DOTS = 2;

/** A chart as a file of its own, with the colours it has on the page. */
export function svgOf(chart: SVGSVGElement): Blob {
  return new Blob([textOf(chart)], { type: 'image/svg+xml' });
}

/** The same as a picture of dots. Rejects where the browser cannot draw it. */
export async function pngOf(chart: SVGSVGElement): Promise<Blob> {
  const address = URL.createObjectURL(svgOf(chart));
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    const canvas = document.createElement('canvas');
    const { width, height } = chart.viewBox.baseVal;
    canvas.width = width * DOTS;
    canvas.height = height * DOTS;
    canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((resolve, reject) => {
      canvas.toBlob((blob) => (blob === null ? reject(new Error('[chart] no picture')) : resolve(blob)), 'image/png');
    });
  } finally {
    URL.revokeObjectURL(address);
  }
}

function textOf(chart: SVGSVGElement): string {
  const copy = chart.cloneNode(true) as SVGSVGElement;
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  const [shown, copied] = [chart.querySelectorAll('*'), copy.querySelectorAll('*')];
  for (const [index, element] of shown.entries()) {
    const style = getComputedStyle(element);
    // Attributes, not styles: our pages' own policy allows none in what is drawn.
    for (const name of KEPT) copied[index]?.setAttribute(name, style.getPropertyValue(name));
  }
  const ground = document.createElementNS('http://www.w3.org/2000/svg', 'rect');
  ground.setAttribute('width', '100%');
  ground.setAttribute('height', '100%');
  ground.setAttribute('fill', getComputedStyle(document.body).backgroundColor);
  copy.prepend(ground);
  return new XMLSerializer().serializeToString(copy);
}
