// A document's form: documents to point at are looked for as one types. Without this script a name is typed whole.
(function () {
  var timer = null;
  var look = function (input) {
    var list = document.getElementById(input.getAttribute("list"));
    if (!list || list.dataset.of === input.value) return;
    var sought = input.value;
    fetch(input.dataset.links + "&text=" + encodeURIComponent(sought), { headers: { Accept: "application/json" } }).then(function (answer) {
      return answer.ok ? answer.json() : [];
    }).then(function (found) {
      if (input.value !== sought) return;
      list.dataset.of = sought;
      list.replaceChildren.apply(list, found.map(function (one) {
        var option = document.createElement("option");
        option.value = one.name;
        option.label = one.title && one.title !== one.name ? one.title : one.name;
        return option;
      }));
    }).catch(function () {});
  };
  var soon = function (event) {
    if (!event.target.dataset || !event.target.dataset.links) return;
    clearTimeout(timer);
    timer = setTimeout(look, 150, event.target);
  };
  document.addEventListener("focusin", soon);
  document.addEventListener("input", soon);
})();
