// A form that came back begins with the first field that is to be mended, in sight and with the keyboard in it.
addEventListener("load", () => {
  const faults = [...document.querySelectorAll("#content-main form .errorlist:not(.nonfield)")];
  const row = faults.find((each) => each.offsetParent)?.closest(".form-row, td");
  const fields = row?.querySelectorAll("input:not([type=hidden]), textarea, [role=textbox], .select2-selection, select");
  [...(fields ?? [])].find((each) => each.offsetParent)?.focus({ preventScroll: true });
  row?.scrollIntoView({ block: "center" });
});
