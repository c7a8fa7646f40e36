/** The names that people type, of the emoji that people use. `a|b`: two names for one. */
const TABLE = `
😀 grinning;😃 smiley;😄 smile;😁 grin;😆 laughing|satisfied;😅 sweat_smile;🤣 rofl;😂 joy;🙂 slightly_smiling_face;🙃 upside_down_face
😉 wink;😊 blush;😇 innocent;🥰 smiling_face_with_three_hearts;😍 heart_eyes;🤩 star_struck;😘 kissing_heart;😋 yum;😛 stuck_out_tongue
😜 stuck_out_tongue_winking_eye;🤪 zany_face;🤗 hugs|hugging_face;🤭 hand_over_mouth;🤫 shushing_face;🤔 thinking|thinking_face;🤨 raised_eyebrow
😐 neutral_face;😑 expressionless;😶 no_mouth;😏 smirk;😒 unamused;🙄 roll_eyes;😬 grimacing;😌 relieved;😔 pensive;😪 sleepy;😴 sleeping
😷 mask;🤒 face_with_thermometer;🤕 face_with_head_bandage;🤢 nauseated_face;🤧 sneezing_face;🥵 hot_face;🥶 cold_face;😵 dizzy_face
🤯 exploding_head;🤠 cowboy_hat_face;🥳 partying_face;😎 sunglasses;🤓 nerd_face;🧐 monocle_face;😕 confused;😟 worried;🙁 slightly_frowning_face
😮 open_mouth;😯 hushed;😲 astonished;😳 flushed;🥺 pleading_face;😦 frowning;😨 fearful;😰 cold_sweat;😢 cry;😭 sob;😱 scream;😖 confounded
😞 disappointed;😓 sweat;😩 weary;😫 tired_face;🥱 yawning_face;😤 triumph;😡 rage|pout;😠 angry;🤬 cursing_face;😈 smiling_imp;💀 skull
💩 poop|hankey;🤡 clown_face;👻 ghost;👽 alien;🤖 robot;😺 smiley_cat;🙈 see_no_evil;🙉 hear_no_evil;🙊 speak_no_evil
❤️ heart;🧡 orange_heart;💛 yellow_heart;💚 green_heart;💙 blue_heart;💜 purple_heart;🖤 black_heart;🤍 white_heart;💔 broken_heart;💕 two_hearts
💯 100;💢 anger;💥 boom|collision;💫 dizzy;💦 sweat_drops;💨 dash;💬 speech_balloon;💭 thought_balloon;💤 zzz
👋 wave;🤚 raised_back_of_hand;✋ hand|raised_hand;🖖 vulcan_salute;👌 ok_hand;🤏 pinching_hand;✌️ v;🤞 crossed_fingers;🤟 love_you_gesture;🤘 metal
👈 point_left;👉 point_right;👆 point_up_2;👇 point_down;☝️ point_up;👍 +1|thumbsup;👎 -1|thumbsdown;✊ fist;👊 punch|facepunch;👏 clap
🙌 raised_hands;👐 open_hands;🤲 palms_up_together;🤝 handshake;🙏 pray;✍️ writing_hand;💅 nail_care;💪 muscle;🧠 brain;👀 eyes;👁️ eye;👂 ear;👃 nose
🤷 shrug;🤦 facepalm;🙋 raising_hand;🙅 no_good;🙆 ok_woman;🙇 bow;💁 tipping_hand_person;🏃 runner|running;🚶 walking;💃 dancer;👶 baby;👩‍💻 woman_technologist;👨‍💻 man_technologist
🐶 dog;🐱 cat;🐭 mouse;🐰 rabbit;🦊 fox_face;🐻 bear;🐼 panda_face;🐨 koala;🐯 tiger;🦁 lion;🐮 cow;🐷 pig;🐸 frog;🐵 monkey_face;🐔 chicken;🐧 penguin
🐦 bird;🦆 duck;🦉 owl;🐴 horse;🦄 unicorn;🐝 bee|honeybee;🐛 bug;🦋 butterfly;🐌 snail;🐞 lady_beetle;🐢 turtle;🐍 snake;🐙 octopus;🦀 crab;🐟 fish;🐬 dolphin;🐳 whale
💐 bouquet;🌸 cherry_blossom;🌹 rose;🌻 sunflower;🌷 tulip;🌱 seedling;🌲 evergreen_tree;🌳 deciduous_tree;🌵 cactus;🍀 four_leaf_clover;🍁 maple_leaf;🍂 fallen_leaf
🍎 apple;🍐 pear;🍊 tangerine;🍋 lemon;🍌 banana;🍉 watermelon;🍇 grapes;🍓 strawberry;🍒 cherries;🍑 peach;🥑 avocado;🍅 tomato;🥕 carrot;🌽 corn;🌶️ hot_pepper
🍞 bread;🧀 cheese;🍔 hamburger;🍟 fries;🍕 pizza;🌮 taco;🍣 sushi;🍜 ramen;🍝 spaghetti;🍦 icecream;🍩 doughnut;🍪 cookie;🎂 birthday;🍰 cake;🍫 chocolate_bar;🍿 popcorn
☕ coffee;🍵 tea;🍺 beer;🍻 beers;🥂 clinking_glasses;🍷 wine_glass;🍸 cocktail;🍾 champagne
🎉 tada;🎊 confetti_ball;🎈 balloon;🎁 gift;🎄 christmas_tree;🎃 jack_o_lantern;✨ sparkles;🎆 fireworks;🏆 trophy;🥇 1st_place_medal;🥈 2nd_place_medal;🥉 3rd_place_medal
⚽ soccer;🏀 basketball;🎾 tennis;🎮 video_game;🎲 game_die;♟️ chess_pawn;🎯 dart;🎸 guitar;🎹 musical_keyboard;🎵 musical_note;🎶 notes;🎤 microphone;🎧 headphones;🎬 clapper;🎨 art
🚗 car|red_car;🚕 taxi;🚌 bus;🚲 bike;🚂 steam_locomotive;🚆 train2;✈️ airplane;🚀 rocket;⛵ boat|sailboat;🚢 ship;🏠 house;🏢 office;🏖️ beach_umbrella;⛰️ mountain;🌍 earth_africa;🌎 earth_americas;🗺️ world_map
☀️ sunny;⛅ partly_sunny;☁️ cloud;🌧️ cloud_with_rain;⛈️ cloud_with_lightning_and_rain;❄️ snowflake;☃️ snowman;⚡ zap;🌈 rainbow;☔ umbrella;🌊 ocean;🔥 fire;💧 droplet;⭐ star;🌟 star2;🌙 crescent_moon;🌞 sun_with_face
⌚ watch;📱 iphone;💻 computer;⌨️ keyboard;🖨️ printer;📷 camera;📺 tv;💡 bulb;🔦 flashlight;📚 books;📖 book;📝 memo|pencil;✏️ pencil2;📌 pushpin;📎 paperclip;✂️ scissors;📅 date;📈 chart_with_upwards_trend;📉 chart_with_downwards_trend
📧 email;📦 package;📣 mega;🔔 bell;🔕 no_bell;🔒 lock;🔓 unlock;🔑 key;🔨 hammer;🔧 wrench;⚙️ gear;🧪 test_tube;🔬 microscope;🔗 link;🧹 broom;🗑️ wastebasket;💰 moneybag;💸 money_with_wings;🔍 mag;⏰ alarm_clock;⏳ hourglass_flowing_sand
✅ white_check_mark;☑️ ballot_box_with_check;✔️ heavy_check_mark;❌ x;❎ negative_squared_cross_mark;➕ heavy_plus_sign;➖ heavy_minus_sign;❓ question;❗ exclamation;‼️ bangbang;⚠️ warning;🚫 no_entry_sign;⛔ no_entry;🛑 stop_sign;♻️ recycle
🆗 ok;🆕 new;🆒 cool;🆘 sos;⬆️ arrow_up;⬇️ arrow_down;⬅️ arrow_left;➡️ arrow_right;🔴 red_circle;🟠 orange_circle;🟡 yellow_circle;🟢 green_circle;🔵 large_blue_circle;⚪ white_circle;⚫ black_circle;🏁 checkered_flag;🏳️‍🌈 rainbow_flag
`;

const byName = new Map<string, string>(
  TABLE.trim()
    .split(/[;\n]/)
    .flatMap((entry) => {
      const [emoji = '', names = ''] = entry.split(' ');
      return names.split('|').map((name) => [name, emoji] as const);
    }),
);

export function emojiNamed(name: string): string | undefined {
  return byName.get(name);
}

export interface NamedEmoji {
  readonly name: string;
  readonly emoji: string;
}

/** Those whose name begins so, before those with a word in it that does; the shortest first. */
export function emojiLike(beginning: string, limit: number): NamedEmoji[] {
  const wanted = beginning.toLowerCase();
  const rank = (name: string) => (name.startsWith(wanted) ? 0 : name.includes(`_${wanted}`) ? 1 : 2);
  return [...byName]
    .map(([name, emoji]) => ({ name, emoji }))
    .filter(({ name }) => rank(name) < 2)
    .toSorted((a, b) => rank(a.name) - rank(b.name) || a.name.length - b.name.length)
    .filter((one, at, all) => all.findIndex(({ emoji }) => emoji === one.emoji) === at)
    .slice(0, limit);
}
