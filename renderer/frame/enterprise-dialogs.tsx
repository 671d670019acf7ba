import type { EnterpriseView } from '../../shared/contract/index.ts';
import { useDialogs } from '../state/dialogs.ts';
import { DeleteEnterprise } from './enterprise-delete.tsx';
import { EnterpriseForm } from './enterprise-form.tsx';
import { AboutDialog } from './about-dialog.tsx';
import { ShortcutsDialog } from './shortcuts-dialog.tsx';

/** The dialogs of the frame: one at a time, from menu, list box or palette. */
export function EnterpriseDialogs({ enterprises }: { enterprises: EnterpriseView[] }) {
  const dialog = useDialogs((state) => state.dialog);
  const close = useDialogs((state) => state.close);
  switch (dialog?.kind) {
    case 'new-enterprise':
      return <EnterpriseForm enterprise={null} onClose={close} />;
    case 'edit-enterprise':
    case 'delete-enterprise': {
      const enterprise = enterprises.find(({ enterpriseId }) => enterpriseId === dialog.enterpriseId);
      // Another window may have deleted it.
      if (!enterprise) return null;
      return dialog.kind === 'edit-enterprise' ? (
        <EnterpriseForm enterprise={enterprise} onClose={close} />
      ) : (
        <DeleteEnterprise enterprise={enterprise} onClose={close} />
      );
    }
    case 'about':
      return <AboutDialog onClose={close} />;
    case 'shortcuts':
      return <ShortcutsDialog onClose={close} />;
    case undefined:
      return null;
  }
}
