import { LabIcon } from "@jupyterlab/ui-components";

/** Three layers of a small network. */
export const courseIcon = new LabIcon({
  name: "gradbook:course",
  svgstr: `<svg xmlns="http://www.w3.org/2000/svg" width="16" viewBox="0 0 24 24"><g class="jp-icon3" stroke="#616161" stroke-width="1.6" fill="none"><path d="M5.5 7 12 4.5M5.5 7 12 12M5.5 7 12 19.5M5.5 17 12 4.5M5.5 17 12 12M5.5 17 12 19.5M12 4.5 18.5 12M12 12h6.5M12 19.5 18.5 12"/></g><g class="jp-icon3" fill="#616161"><circle cx="5" cy="7" r="2.6"/><circle cx="5" cy="17" r="2.6"/><circle cx="12" cy="4.5" r="2.6"/><circle cx="12" cy="12" r="2.6"/><circle cx="12" cy="19.5" r="2.6"/><circle cx="19" cy="12" r="2.6"/></g></svg>`,
});
