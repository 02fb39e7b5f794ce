import { useId, useState } from "preact/hooks";

interface FieldProps {
  label: string;
  value: string;
  onInput: (value: string) => void;
  type?: "text" | "email" | "password";
  autocomplete?: string;
  hint?: string;
  /** What is wrong with the value; shown under it and announced. */
  problem?: string | undefined;
  required?: boolean;
  minLength?: number;
  autofocus?: boolean;
}

/** One labelled input with its hint and its problem. A password can be made visible. */
export function Field(props: FieldProps) {
  const { label, value, onInput, type = "text", hint, problem } = props;
  const id = useId();
  const [shown, setShown] = useState(false);
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <div class="field-box">
        <input
          id={id}
          // The types of Preact know each kind of input apart; this one changes its kind.
          type={(shown ? "text" : type) as "text"}
          value={value}
          onInput={(event) => onInput(event.currentTarget.value)}
          required={props.required}
          minLength={props.minLength}
          autocomplete={props.autocomplete}
          autofocus={props.autofocus}
          autocapitalize="none"
          spellcheck={false}
          aria-invalid={problem ? true : undefined}
          aria-describedby={hint || problem ? `${id}-more` : undefined}
        />
        {type === "password" && (
          <button
            type="button"
            class="field-peek"
            aria-pressed={shown}
            onClick={() => setShown(!shown)}
          >
            {shown ? "Hide" : "Show"}
            <span class="hidden-text">{label.toLowerCase()}</span>
          </button>
        )}
      </div>
      {(problem || hint) && (
        <p id={`${id}-more`} class={problem ? "field-problem" : "field-hint"}>{problem ?? hint}</p>
      )}
    </div>
  );
}
