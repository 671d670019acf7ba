import { create } from 'zustand';

/** Which dialog of the frame is open: one at a time, from menu, list box or palette. */
type Dialog =
  | { kind: 'new-enterprise' }
  | { kind: 'edit-enterprise'; enterpriseId: number }
  | { kind: 'delete-enterprise'; enterpriseId: number }
  | { kind: 'about' }
  | { kind: 'shortcuts' };

interface DialogState {
  dialog: Dialog | null;
  open: (dialog: Dialog) => void;
  close: () => void;
}

export const useDialogs = create<DialogState>()((set) => ({
  dialog: null,
  open: (dialog) => {
    set({ dialog });
  },
  close: () => {
    set({ dialog: null });
  },
}));
