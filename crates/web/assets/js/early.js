/** Before the first paint: the chosen colours, so that nothing flashes. The one script that is no module. */
(() => {
  const kept = localStorage.getItem("tertulia.theme");
  document.documentElement.dataset.theme = kept === "light" || kept === "dark" ? kept : "system";
})();
