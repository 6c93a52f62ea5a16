// Read a question's response out of its form fragment, and write one back. The root carries data-question-kind and
// data-prefix (templates/question_bank/question_types/<kind>/answer.html). Values are those of the question kinds.

const fields = (root, selector) => [...root.querySelectorAll(selector)];
const named = (root, name) => fields(root, "[name]").filter((field) => field.name === name);
const after = (field, stub) => field.name.slice(stub.length);
const starting = (root, stub) => fields(root, "[name]").filter((field) => field.name.startsWith(stub));
const orNull = (object) => (Object.keys(object).length ? object : null);

function readOne(root, prefix) {
  return named(root, `${prefix}value`).find((field) => field.checked)?.value ?? null;
}

function writeChosen(root, prefix, chosen) {
  for (const field of named(root, `${prefix}value`)) field.checked = chosen.includes(field.value);
}

function readText(root, prefix) {
  const text = named(root, `${prefix}value`)[0]?.value ?? "";
  return text.trim() ? text : null;
}

function writeText(root, prefix, value) {
  const field = named(root, `${prefix}value`)[0];
  if (field) field.value = value ?? "";
}

function readChoices(root, stub) {
  const found = {};
  for (const field of starting(root, stub)) {
    const taken = field.type === "radio" ? field.checked : field.value;
    if (taken) found[after(field, stub)] = field.value;
  }
  return found;
}

function writeChoices(root, stub, values) {
  for (const field of starting(root, stub)) {
    const value = values?.[after(field, stub)] ?? "";
    if (field.type === "radio") field.checked = field.value === value;
    else field.value = value;
  }
}

const KINDS = {
  single_choice: {
    read: readOne,
    write: (root, prefix, value) => writeChosen(root, prefix, value === null ? [] : [value]),
  },
  multiple_choice: {
    read: (root, prefix) => {
      const chosen = named(root, `${prefix}value`).filter((field) => field.checked).map((field) => field.value);
      return chosen.length ? chosen : null;
    },
    write: (root, prefix, value) => writeChosen(root, prefix, value ?? []),
  },
  true_false: {
    read: (root, prefix) => ({ true: true, false: false })[readOne(root, prefix)] ?? null,
    write: (root, prefix, value) => writeChosen(root, prefix, value === null ? [] : [String(value)]),
  },
  fill_in: {
    read: (root, prefix) => {
      const texts = starting(root, `${prefix}value-`).map((field) => field.value);
      return texts.some((text) => text.trim()) ? texts : null;
    },
    write: (root, prefix, value) => starting(root, `${prefix}value-`).forEach((field, place) => {
      field.value = value?.[place] ?? "";
    }),
  },
  ordering: {
    read: (root, prefix) => {
      const places = Object.entries(readChoices(root, `${prefix}order-`));
      places.sort((one, other) => Number(one[1]) - Number(other[1]));
      return places.length ? places.map(([id]) => id) : null;
    },
    write: (root, prefix, value) => {
      const places = Object.fromEntries((value ?? []).map((id, place) => [id, String(place + 1)]));
      writeChoices(root, `${prefix}order-`, places);
    },
  },
  matching: {
    read: (root, prefix) => orNull(readChoices(root, `${prefix}match-`)),
    write: (root, prefix, value) => writeChoices(root, `${prefix}match-`, value),
  },
  short_answer: { read: readText, write: writeText },
  essay: { read: readText, write: writeText },
  document_check: {
    read: (root, prefix) => {
      const marks = readChoices(root, `${prefix}mark-`);
      const decision = named(root, `${prefix}decision`).find((field) => field.checked)?.value ?? null;
      return Object.keys(marks).length || decision ? { marks, decision } : null;
    },
    write: (root, prefix, value) => {
      writeChoices(root, `${prefix}mark-`, value?.marks);
      for (const field of named(root, `${prefix}decision`)) field.checked = field.value === value?.decision;
    },
  },
  case_study: {
    read: (root) => {
      const values = {};
      for (const part of fields(root, "[data-sub]")) {
        const value = readValue(part.querySelector("[data-question-kind]"));
        if (value !== null) values[part.dataset.sub] = value;
      }
      return orNull(values);
    },
    write: (root, prefix, value) => {
      for (const part of fields(root, "[data-sub]")) {
        writeValue(part.querySelector("[data-question-kind]"), value?.[part.dataset.sub] ?? null);
      }
    },
  },
};

// The response as it stands in the form; null where nothing was answered.
export function readValue(root) {
  return KINDS[root.dataset.questionKind].read(root, root.dataset.prefix);
}

// Fill the form with a response; null empties it.
export function writeValue(root, value) {
  KINDS[root.dataset.questionKind].write(root, root.dataset.prefix, value ?? null);
}
