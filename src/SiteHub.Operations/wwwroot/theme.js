// Without a choice of their own people get what their system prefers. Runs before the page is drawn, so that it does not flash.
(function () {
  var root = document.documentElement;
  // Menus fold only where something unfolds them.
  root.dataset.script = "on";
  if (root.dataset.theme !== "auto") return;
  var dark = window.matchMedia("(prefers-color-scheme: dark)");
  var apply = function () { root.dataset.bsTheme = dark.matches ? "dark" : "light"; };
  apply();
  dark.addEventListener("change", apply);
})();
