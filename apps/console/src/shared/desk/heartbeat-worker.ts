// Runs in a worker: browsers slow down the timers of hidden pages to one a minute, those of workers they leave alone.
addEventListener('message', (event: MessageEvent<number>) => {
  setInterval(() => postMessage(null), event.data);
});
