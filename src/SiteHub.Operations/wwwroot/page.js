// What every page does beside showing: asks before what cannot be taken back, copies, prints, folds its menu. Without this script nothing is missing but the asking.
(function () {
  // A form that was refused stands in the answer to what was sent: whoever comes back to it would be asked to send it again, or get nothing.
  if (document.body.dataset.posted) {
    var address = new URL(window.location.href);
    address.searchParams.delete("handler");
    window.history.replaceState(null, "", address);
  }

  document.addEventListener("submit", function (event) {
    var asks = event.submitter && event.submitter.dataset.confirm || event.target.dataset.confirm;
    if (!asks) return;
    if (!window.confirm(asks)) { event.preventDefault(); return; }
    // Asked already: the server need not.
    var question = event.target.querySelector("input[name=ask-first]");
    if (question) question.disabled = true;
  });

  if (navigator.clipboard) Array.prototype.forEach.call(document.querySelectorAll("[data-copy]"), function (button) { button.hidden = false; });

  document.addEventListener("click", function (event) {
    var copy = event.target.closest("[data-copy]");
    if (copy) {
      navigator.clipboard.writeText(document.getElementById(copy.dataset.copy).innerText.trim()).then(function () { copy.textContent = copy.dataset.copied; });
    }

    if (event.target.closest("[data-print]")) window.print();

    var fold = event.target.closest("[data-fold]");
    if (fold) fold.setAttribute("aria-expanded", fold.getAttribute("aria-expanded") === "true" ? "false" : "true");
  });
})();
