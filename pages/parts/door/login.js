// Lists the grids as soon as a 社区 is chosen; without this script the button beside it does.
for (const select of document.querySelectorAll("select[data-again]")) {
  select.form.querySelector("button").hidden = true;
  select.addEventListener("change", () => select.form.submit());
}
