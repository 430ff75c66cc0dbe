// Runs before the first paint, so that neither theme nor side bar flashes.
(() => {
  const root = document.documentElement;
  const dark = matchMedia("(prefers-color-scheme: dark)");

  function stored(key) {
    try {
      return localStorage.getItem(key);
    } catch {
      return null;
    }
  }

  function apply() {
    const choice = stored("theme");
    const theme = choice === "light" || choice === "dark" ? choice : dark.matches ? "dark" : "light";
    root.dataset.theme = theme;
    root.dataset.bsTheme = theme;
    root.dataset.themeChoice = choice || "system";
    const bar = document.querySelector('meta[name="theme-color"]');
    if (bar) bar.content = theme === "dark" ? "#101315" : "#f5f6f7";
    document.dispatchEvent(new Event("theme"));
  }

  root.classList.add("js");
  if (stored("side") === "rail") root.dataset.side = "rail";
  apply();
  dark.addEventListener("change", apply);
  document.addEventListener("theme:choose", apply);
})();
