import { useNavigate } from '@solidjs/router';
import { useStores } from '../../stores/context.tsx';
import { Button } from '../../ui/Button.tsx';
import { createAction } from '../../ui/action.ts';
import { Problem } from '../../ui/Problem.tsx';

export function SignOut() {
  const { session } = useStores();
  const navigate = useNavigate();
  const leave = createAction(async () => {
    await session.signOut();
    navigate('/sign-in', { replace: true });
  });
  return (
    <>
      <p class="text-14 text-muted">What this browser keeps of your messages is removed from it.</p>
      <Problem text={leave.problem()} />
      <Button kind="danger-plain" class="self-start" busy={leave.busy()} onClick={() => void leave.run()}>
        Sign out
      </Button>
    </>
  );
}
