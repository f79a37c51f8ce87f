// Shows at once what the server shows after saving: questions that follow from an answer to another.
(() => {
  const form = document.getElementById("answers");
  const following = [...document.querySelectorAll("[data-follows]")];

  const isShown = (question) => {
    const followed = document.getElementById(`id_${question.dataset.follows}`);
    const chosen = followed.querySelector("input:checked");
    return !followed.hidden && !!chosen && question.dataset.values.split(" ").includes(chosen.value);
  };

  // In the order of the page a question comes after the one it follows from.
  const show = () => following.forEach((question) => (question.hidden = !isShown(question)));

  form.addEventListener("change", show);
  show();
})();
