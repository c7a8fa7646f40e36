import { Navigate, Route, Router, type RouteSectionProps, useLocation } from '@solidjs/router';
import { type JSX, lazy, Match, onCleanup, Suspense, Switch } from 'solid-js';
import { Frame } from './components/frame/Frame.tsx';
import { Conversation } from './routes/conversation.tsx';
import { Messages } from './routes/messages.tsx';
import { NotFound } from './routes/not-found.tsx';
import { useStores } from './stores/context.tsx';
import { Button } from './ui/Button.tsx';
import { Empty } from './ui/Empty.tsx';
import { PageGuard } from './ui/page-guard.ts';
import { Toasts } from './ui/Toasts.tsx';
import { followKeyboard } from './ui/viewport.ts';

const Admin = lazy(async () => ({ default: (await import('./routes/admin.tsx')).Admin }));
const Calls = lazy(async () => ({ default: (await import('./routes/calls.tsx')).Calls }));
const DirectGate = lazy(async () => ({ default: (await import('./routes/direct.tsx')).DirectGate }));
const Groups = lazy(async () => ({ default: (await import('./routes/groups.tsx')).Groups }));
const Join = lazy(async () => ({ default: (await import('./routes/join.tsx')).Join }));
const JoinGroup = lazy(async () => ({ default: (await import('./routes/join-group.tsx')).JoinGroup }));
const MeetGate = lazy(async () => ({ default: (await import('./routes/meet.tsx')).MeetGate }));
const New = lazy(async () => ({ default: (await import('./routes/new.tsx')).New }));
const People = lazy(async () => ({ default: (await import('./routes/people.tsx')).People }));
const Person = lazy(async () => ({ default: (await import('./routes/person.tsx')).Person }));
const Settings = lazy(async () => ({ default: (await import('./routes/settings.tsx')).Settings }));
const SignIn = lazy(async () => ({ default: (await import('./routes/sign-in.tsx')).SignIn }));
const SignUp = lazy(async () => ({ default: (await import('./routes/sign-up.tsx')).SignUp }));
const Threads = lazy(async () => ({ default: (await import('./routes/threads.tsx')).Threads }));

/** Every address of the page. */
export function App() {
  onCleanup(followKeyboard());
  return (
    <Router root={Root}>
      <Route path="/join/:token" component={Join} />
      <Route path="/join/g/:token" component={JoinGroup} />
      <Route component={SignedOut}>
        <Route path="/sign-in" component={SignIn} />
        <Route path="/sign-up" component={SignUp} />
      </Route>
      <Route path="/meet" component={MeetGate} />
      <Route path="/direct/:room?" component={DirectGate} />
      <Route component={SignedIn}>
        <Route path="/" component={Messages} />
        <Route path="/c/:id" component={Conversation} />
        <Route path="/threads" component={Threads} />
        <Route path="/new" component={New} />
        <Route path="/groups" component={Groups} />
        <Route path="/people" component={People} />
        <Route path="/people/:id" component={Person} />
        <Route path="/calls" component={Calls} />
        <Route path="/settings" component={Settings} />
        <Route path="/admin/:view?" component={Admin} />
        <Route path="*" component={NotFound} />
      </Route>
    </Router>
  );
}

function Root(props: RouteSectionProps) {
  return (
    <>
      <PageGuard address={props.location.pathname} instead={NotLoaded}>
        <Suspense>{props.children}</Suspense>
      </PageGuard>
      <Toasts />
    </>
  );
}

/** Parts of an older version may be gone from the server: only a page that is loaded anew knows of the newer ones. */
function NotLoaded() {
  return (
    <main class="flex h-full flex-col">
      <div class="m-auto" role="alert">
        <Empty text="This page did not load.">
          <Button onClick={() => location.reload()}>Load it again</Button>
        </Empty>
      </div>
    </main>
  );
}

function SignedIn(props: { children?: JSX.Element }) {
  const { session } = useStores();
  const location = useLocation();
  const signIn = () =>
    location.pathname === '/' ? '/sign-in' : `/sign-in?to=${encodeURIComponent(location.pathname)}`;
  return (
    <Switch>
      <Match when={session.me()?.role === 'guest'}>
        <Navigate href="/meet" />
      </Match>
      <Match when={session.me()}>
        <Frame>{props.children}</Frame>
      </Match>
      <Match when={session.me() === null}>
        <Navigate href={signIn()} />
      </Match>
    </Switch>
  );
}

function SignedOut(props: { children?: JSX.Element }) {
  const { session } = useStores();
  return (
    <Switch>
      <Match when={session.me() === null || session.me()?.role === 'guest'}>{props.children}</Match>
      <Match when={session.me()}>
        <Navigate href="/" />
      </Match>
    </Switch>
  );
}
