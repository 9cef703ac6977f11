// @ts-check
export const title = "Model";
export async function show() {}
