/** No wider than its widest line: a line that wraps would keep the full width it was offered. */
export function fitChip(mount: Element): void {
  const clauses = mount.querySelector<HTMLElement>('.clauses');
  if (clauses === null) return;
  clauses.style.width = '';
  const boxes = [...clauses.querySelectorAll('.clause')].map((clause) => clause.getBoundingClientRect());
  const [first] = boxes;
  if (first === undefined || boxes.every(({ top }) => top === first.top)) return;
  const { left } = clauses.getBoundingClientRect();
  clauses.style.width = `${Math.ceil(Math.max(...boxes.map(({ right }) => right)) - left)}px`;
}
