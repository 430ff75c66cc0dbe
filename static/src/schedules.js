/* The admin's form of a schedule: the chosen crontab in words, below its field. */
(() => {
  const words = JSON.parse(document.getElementById("readable-crontabs").textContent);
  const choice = document.getElementById("id_crontab");
  const stored = document.querySelector(".field-crontab_translation");
  if (stored) stored.hidden = true;
  const help = document.querySelector(".field-crontab .help");
  if (!choice || !help) return;
  const told = help.appendChild(document.createElement("div"));
  const tell = () => {
    told.textContent = words[choice.value] || "";
  };
  choice.addEventListener("change", tell);
  tell();
})();
