// On a phone a row of a list stands in lines, each with the name of its column; what is not there takes none.
const table = document.getElementById("result_list");
if (table) {
  const names = [...table.tHead.rows[0].cells].map((cell) => cell.querySelector(".text")?.textContent.trim() ?? "");
  for (const row of table.tBodies[0].rows) {
    [...row.cells].forEach((cell, column) => {
      cell.dataset.column = names[column];
      cell.classList.toggle("desk-none", ["", "—"].includes(cell.textContent.trim()) && !cell.querySelector("img, input"));
    });
  }
  table.classList.add("desk-lines");
}
