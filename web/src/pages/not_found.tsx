import { ButtonLink } from "../components/button.tsx";
import { Empty, Page } from "../components/page.tsx";

/** An address that leads nowhere. */
export default function NotFound() {
  return (
    <Page title="There is no such page" narrow center>
      <Empty
        title="Perhaps the address has a typing mistake"
        action={<ButtonLink look="primary" href="/">Go home</ButtonLink>}
      >
        Nothing of yours is lost.
      </Empty>
    </Page>
  );
}
