// Lists the grids as soon as a 社区 is chosen; without this script the button beside it does.
for (const button of document.querySelectorAll("button[data-again]")) button.hidden = true;
for (const select of document.querySelectorAll("select[data-again]")) {
  select.addEventListener("change", () => select.form.submit());
}
