/** The default theme without its web font (the reader's own fonts), in the console's colours. */
import DefaultTheme from "vitepress/theme-without-fonts";
import "./style.css";

export default DefaultTheme;
