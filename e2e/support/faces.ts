// Drawn people before the camera, so that pictures of a call show two faces and not a test pattern.
import type { Page } from '@playwright/test';

interface Face {
  readonly width: number;
  readonly height: number;
  /** Colours: wall, wall in the light, skin, hair, clothes, collar. */
  readonly wall: string;
  readonly light: string;
  readonly skin: string;
  readonly hair: string;
  readonly clothes: string;
  readonly collar: string;
  readonly longHair: boolean;
  readonly headset: boolean;
}

export const faces: Readonly<Record<'grace' | 'jun' | 'visitor', Face>> = {
  grace: {
    width: 960,
    height: 720,
    wall: '#b4c9c2',
    light: '#dbe7e2',
    skin: '#e6b48f',
    hair: '#2a2320',
    clothes: '#0b6b57',
    collar: '#f6f3ec',
    longHair: true,
    headset: true,
  },
  jun: {
    width: 960,
    height: 720,
    wall: '#bfc7cf',
    light: '#e4e9ec',
    skin: '#e8bd95',
    hair: '#1f1c1b',
    clothes: '#37474f',
    collar: '#f6f3ec',
    longHair: false,
    headset: true,
  },
  visitor: {
    width: 720,
    height: 960,
    wall: '#cdbba2',
    light: '#ecdcc4',
    skin: '#c98d66',
    hair: '#4b3426',
    clothes: '#3d5a80',
    collar: '#e7ded0',
    longHair: false,
    headset: false,
  },
};

/** Runs in the page: every camera it asks for shows the drawn face, nodding, blinking and speaking. */
function drawFace(face: Face): void {
  const real = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  const pencil = (context: CanvasRenderingContext2D) => {
    const fill = (color: string | CanvasGradient, draw: () => void) => {
      context.fillStyle = color;
      context.beginPath();
      draw();
      context.fill();
    };
    const oval = (color: string, x: number, y: number, rx: number, ry: number, turn = 0) =>
      fill(color, () => context.ellipse(x, y, rx, ry, turn, 0, Math.PI * 2));
    const line = (color: string, width: number, draw: () => void) => {
      context.strokeStyle = color;
      context.lineWidth = width;
      context.lineCap = 'round';
      context.beginPath();
      draw();
      context.stroke();
    };
    return { fill, oval, line };
  };
  const room = (context: CanvasRenderingContext2D) => {
    const { fill, line } = pencil(context);
    const { width, height } = face;
    const wall = context.createLinearGradient(0, 0, width, height);
    wall.addColorStop(0, face.light);
    wall.addColorStop(1, face.wall);
    fill(wall, () => context.rect(0, 0, width, height));
    // A window with the light of the day, and a shelf.
    fill('rgba(255,255,255,.55)', () => context.roundRect(width * 0.06, height * 0.08, width * 0.2, height * 0.34, 10));
    line('rgba(255,255,255,.9)', 8, () => {
      context.moveTo(width * 0.16, height * 0.08);
      context.lineTo(width * 0.16, height * 0.42);
    });
    fill('rgba(90,70,50,.25)', () => context.rect(width * 0.74, height * 0.34, width * 0.26, 10));
    ['#b65b3c', '#46675d', '#e4b45a', '#5c7f78', '#8a5a3a'].forEach((color, index) => {
      context.globalAlpha = 0.55;
      fill(color, () =>
        context.rect(width * 0.78 + index * 26, height * 0.34 - 70 - (index % 3) * 9, 20, 70 + (index % 3) * 9),
      );
      context.globalAlpha = 1;
    });
  };
  const person = (context: CanvasRenderingContext2D, at: number) => {
    const { fill, oval, line } = pencil(context);
    const u = (Math.min(face.width, face.height) / 720) * (face.headset ? 0.86 : 1);
    const speaks = Math.max(0, Math.sin(at * 7) * Math.sin(at * 1.9));
    const blinks = at % 3.4 < 0.16;
    context.save();
    context.translate(face.width / 2, face.height * 0.48);
    context.scale(u, u);
    if (face.longHair) fill(face.hair, () => context.roundRect(-165, -190, 330, 480, 150));
    fill(face.clothes, () => {
      context.moveTo(-330, 620);
      context.bezierCurveTo(-320, 330, -230, 290, -90, 250);
      context.lineTo(90, 250);
      context.bezierCurveTo(230, 290, 320, 330, 330, 620);
    });
    fill(face.collar, () => {
      context.moveTo(-95, 248);
      context.lineTo(0, 370);
      context.lineTo(95, 248);
    });
    context.save();
    fill(face.skin, () => context.roundRect(-58, 120, 116, 165, 50));
    fill('rgba(60,25,10,.16)', () => context.ellipse(0, 172, 60, 40, 0, 0, Math.PI));
    context.restore();
    context.rotate(Math.sin(at * 0.8) * 0.03);
    context.translate(Math.sin(at * 0.6) * 6, Math.sin(at * 1.3) * 4);
    oval(face.skin, -132, 20, 22, 34);
    oval(face.skin, 132, 20, 22, 34);
    oval(face.skin, 0, 10, 132, 172);
    fill(face.hair, () => {
      context.moveTo(-142, 10);
      context.bezierCurveTo(-165, -220, 165, -220, 142, 10);
      context.bezierCurveTo(120, -70, face.longHair ? 60 : 90, -95, face.longHair ? -20 : 30, -105);
      context.bezierCurveTo(-60, -100, -120, -70, -142, 10);
    });
    for (const side of [-1, 1]) {
      line(face.hair, 9, () => {
        context.moveTo(side * 32, -34);
        context.quadraticCurveTo(side * 56, -48, side * 80, -34);
      });
      if (blinks) {
        line('#5b3a2a', 6, () => {
          context.moveTo(side * 36, 4);
          context.quadraticCurveTo(side * 56, 14, side * 76, 4);
        });
      } else {
        oval('#fffaf4', side * 56, 4, 22, 14);
        oval('#3a2a22', side * 56 + Math.sin(at * 0.7) * 4, 4, 11, 12);
        oval('#ffffff', side * 56 + 4, 0, 3.4, 3.4);
      }
      oval('rgba(210,90,70,.16)', side * 78, 62, 30, 18);
    }
    line('rgba(110,60,35,.5)', 7, () => {
      context.moveTo(4, 12);
      context.quadraticCurveTo(18, 56, -8, 60);
    });
    if (speaks > 0.12) {
      oval('#7a2f2a', 0, 104, 38, 6 + speaks * 20);
      fill('#fffaf4', () => context.roundRect(-24, 96 - speaks * 8, 48, 8, 4));
    } else {
      line('#9a4238', 8, () => {
        context.moveTo(-38, 98);
        context.quadraticCurveTo(0, 126, 38, 98);
      });
    }
    if (face.headset) {
      line('#30403c', 14, () => context.arc(0, 0, 152, Math.PI * 1.06, Math.PI * 1.94));
      fill('#30403c', () => context.roundRect(-166, -8, 34, 74, 16));
      fill('#30403c', () => context.roundRect(132, -8, 34, 74, 16));
      line('#30403c', 8, () => {
        context.moveTo(-150, 60);
        context.quadraticCurveTo(-140, 130, -62, 132);
      });
      oval('#30403c', -58, 132, 13, 9);
    }
    context.restore();
  };
  const camera = (): MediaStreamTrack => {
    const canvas = Object.assign(document.createElement('canvas'), { width: face.width, height: face.height });
    const context = canvas.getContext('2d');
    const [track] = canvas.captureStream(12).getVideoTracks();
    if (!context || !track) throw new Error('This browser cannot draw a camera');
    const startedAt = performance.now();
    const draw = (): void => {
      if (track.readyState === 'ended') {
        clearInterval(timer);
        return;
      }
      room(context);
      person(context, (performance.now() - startedAt) / 1000);
    };
    const timer = setInterval(draw, 80);
    draw();
    return track;
  };
  navigator.mediaDevices.getUserMedia = async (wanted) => {
    const stream = wanted?.audio ? await real({ audio: wanted.audio }) : new MediaStream();
    if (wanted?.video) stream.addTrack(camera());
    return stream;
  };
}

/** From the next page of this window on, its camera shows the drawn person. The microphone stays the browser's own. */
export async function sitBefore(page: Page, who: keyof typeof faces): Promise<void> {
  await page.addInitScript(drawFace, faces[who]);
}
