import { Anchor } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useEffect, useRef } from 'react';
import { Link } from 'wouter';
import { isolated } from './isolated.ts';

/** A form, as the person who leaves it is told of it. */
interface LeftForm {
  /** What it is the form of: a name, or `the new synchronizer`. */
  name: string;
  unsaved: boolean;
  /** Whether a password was typed, which no draft keeps. */
  passwordTyped?: boolean;
}

/**
 * Says, when a form is left with unsaved changes, that they are kept and how to get back to them. Nothing is blocked:
 * the draft stays for as long as the window does.
 */
export function useLeaveNotice(address: string, form: LeftForm) {
  const { name, unsaved, passwordTyped = false } = form;
  const latest = useRef({ name, unsaved, passwordTyped });
  const done = useRef(false);
  useEffect(() => {
    latest.current = { name, unsaved, passwordTyped };
  });
  useEffect(() => {
    const path = address.replace(/\?.*/, '');
    const id = `left ${address}`;
    notifications.hide(id);
    return () => {
      // React may take a screen down and put it up again at once; only another address means that it was left.
      setTimeout(() => {
        const { name, unsaved, passwordTyped } = latest.current;
        if (done.current || location.pathname === path || !(unsaved || passwordTyped)) return;
        notifications.show({
          id,
          title: unsaved ? 'Unsaved changes are kept' : 'The password was not saved',
          message: (
            <>
              {unsaved && `The form of ${isolated(name)} waits until you save or discard it.`}
              {passwordTyped && ' The password that you typed is not kept.'}{' '}
              <Anchor component={Link} href={address} size="sm" underline="always">
                Go back to it
              </Anchor>
            </>
          ),
          color: 'yellow',
          autoClose: 10_000,
        });
      }, 0);
    };
  }, [address]);
  return () => {
    done.current = true;
  };
}
