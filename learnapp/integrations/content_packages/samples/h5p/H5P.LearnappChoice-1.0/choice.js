// One question with one right choice: the smallest task that the player of H5P runs, tells about and resumes.
var H5P = H5P || {};

H5P.LearnappChoice = (function (EventDispatcher) {
  function Choice(params, contentId, extras) {
    EventDispatcher.call(this);
    const self = this;
    let chosen = extras && extras.previousState && Number.isInteger(extras.previousState.chosen) ? extras.previousState.chosen : -1;
    let said;

    const element = (name, text) => {
      const made = document.createElement(name);
      made.textContent = text || "";
      return made;
    };

    self.attach = ($container) => {
      const form = element("div");
      const choices = element("fieldset");
      choices.append(element("legend", params.question));
      params.choices.forEach((choice, place) => {
        const label = element("label");
        const input = element("input");
        Object.assign(input, { type: "radio", name: "choice", checked: place === chosen });
        input.addEventListener("change", () => {
          chosen = place;
          self.triggerXAPI("interacted");
        });
        label.append(input, element("span", choice.text));
        choices.append(label);
      });
      said = element("p");
      said.setAttribute("role", "status");
      const button = element("button", params.check);
      button.type = "button";
      button.addEventListener("click", check);
      form.append(choices, button, said);
      form.className = "learnapp-choice";
      $container[0].append(form);
      self.setActivityStarted();
    };

    const check = () => {
      if (chosen < 0) {
        return;
      }
      const right = params.choices[chosen].right === true;
      said.textContent = right ? params.right : params.wrong;
      self.triggerXAPIScored(right ? 1 : 0, 1, "answered", true, right);
      self.trigger("resize");
    };

    self.getCurrentState = () => ({ chosen });
  }

  Choice.prototype = Object.create(EventDispatcher.prototype);
  Choice.prototype.constructor = Choice;
  return Choice;
})(H5P.EventDispatcher);
