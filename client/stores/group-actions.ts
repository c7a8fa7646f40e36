import type { Api } from '../api/api.ts';
import type { ChatModel } from './chat-model.ts';
import type { ConversationsStore } from './contract.ts';

type GroupActions = Pick<
  ConversationsStore,
  | 'openDirect'
  | 'createGroup'
  | 'browse'
  | 'join'
  | 'joinByInvite'
  | 'leave'
  | 'addMember'
  | 'removeMember'
  | 'setRole'
  | 'updateGroup'
  | 'archive'
>;

/** What changes a group reaches every member as an event; answers only spare the wait for one's own. */
export function makeGroupActions(api: Api, model: ChatModel): GroupActions {
  return {
    async openDirect(userId) {
      const conversation = await api.openDirect(userId);
      model.open(conversation);
      return conversation.id;
    },
    async createGroup(input) {
      const conversation = await api.createGroup(input);
      model.open(conversation);
      return conversation.id;
    },
    browse: (input) => api.browse(input),
    join: async (id) => model.open(await api.join(id)),
    async joinByInvite(token) {
      const conversation = await api.joinByInvite(token);
      model.open(conversation);
      return conversation.id;
    },
    async leave(id) {
      await api.leave(id);
      model.hear({ t: 'chat.closed', conversationId: id });
    },
    addMember: (id, userId) => api.addMember(id, userId),
    removeMember: (id, userId) => api.removeMember(id, userId),
    setRole: (id, userId, role) => api.setRole(id, userId, role),
    updateGroup: async (id, input) => model.open(await api.updateGroup(id, input)),
    archive: async (id, archived) => model.open(await api.archive(id, archived)),
  };
}
