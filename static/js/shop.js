// Everything the pages do beyond HTML. Each behaviour is one module that finds its elements by a data attribute;
// without any of them every page still works.
import "./filters.js";
import "./auto-submit.js";
import "./gallery.js";
import "./buy-bar.js";
import "./combobox.js";
import "./carousel.js";
import "./exposures.js";
import "./why.js";
import "./cart-drawer.js";
import "./together.js";
import "./toasts.js";
import "./countdown.js";
