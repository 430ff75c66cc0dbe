// Behaviour of every page. Listeners sit on the document, so that parts swapped in later work as well.
import "./js/htmx.js";
import "./js/theme.js";
import "./js/sidebar.js";
import "./js/toasts.js";
import "./js/menus.js";
import "./js/dialogs.js";
import "./js/palette.js";
import "./js/keys.js";
import "./js/lists.js";
import "./js/tabs.js";
import "./js/filters.js";
import "./js/find.js";
import "./js/forms.js";
import "./js/similar.js";
import "./js/progress.js";
import "./js/figures.js";
import "./js/board.js";
