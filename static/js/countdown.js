// "Kept for you until 14:05" becomes a clock that runs down. Without script the time of day stands there.
const TICK_MS = 1000;

const words = (left) => {
  const seconds = Math.ceil(left / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
};

const run = (clock) => {
  const end = Date.parse(clock.dataset.countdown);
  if (Number.isNaN(end)) return;
  const tick = () => {
    const left = end - Date.now();
    clock.textContent = left > 0 ? clock.dataset.countdownText.replace("{time}", words(left)) : clock.dataset.countdownOver;
    if (left <= 0) clearInterval(ticking);
  };
  const ticking = setInterval(tick, TICK_MS);
  tick();
};

document.querySelectorAll("[data-countdown]").forEach(run);
