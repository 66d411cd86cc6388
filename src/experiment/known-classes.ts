/** A well-known list of classes, in the order of their indices. */
export interface KnownClasses {
  id: string;
  /** Of the data set that has them. */
  name: string;
  classes: readonly string[];
}

const words = (text: string) => text.trim().split(/\s*,\s*/);

/** CIFAR-100's fine labels are in alphabetical order (Krizhevsky, "Learning multiple layers of features", 2009). */
const CIFAR_100 =
  words(`apple, aquarium fish, baby, bear, beaver, bed, bee, beetle, bicycle, bottle, bowl, boy,
  bridge, bus, butterfly, camel, can, castle, caterpillar, cattle, chair, chimpanzee, clock, cloud, cockroach, couch,
  crab, crocodile, cup, dinosaur, dolphin, elephant, flatfish, forest, fox, girl, hamster, house, kangaroo, keyboard,
  lamp, lawn mower, leopard, lion, lizard, lobster, man, maple tree, motorcycle, mountain, mouse, mushroom, oak tree,
  orange, orchid, otter, palm tree, pear, pickup truck, pine tree, plain, plate, poppy, porcupine, possum, rabbit,
  raccoon, ray, road, rocket, rose, sea, seal, shark, shrew, skunk, skyscraper, snail, snake, spider, squirrel,
  streetcar, sunflower, sweet pepper, table, tank, telephone, television, tiger, tractor, train, trout, tulip, turtle,
  wardrobe, whale, willow tree, wolf, woman, worm`);

const KNOWN: readonly KnownClasses[] = [
  { id: "mnist", name: "MNIST digits", classes: words("0, 1, 2, 3, 4, 5, 6, 7, 8, 9") },
  {
    id: "fashion-mnist",
    name: "Fashion-MNIST",
    classes: words("T-shirt/top, trouser, pullover, dress, coat, sandal, shirt, sneaker, bag, ankle boot"),
  },
  {
    id: "cifar-10",
    name: "CIFAR-10",
    classes: words("airplane, automobile, bird, cat, deer, dog, frog, horse, ship, truck"),
  },
  { id: "cifar-100", name: "CIFAR-100", classes: CIFAR_100 },
];

/**
 * Well-known lists with as many classes as a model tells apart, the likeliest first: digits for grey images, CIFAR
 * for colour. ImageNet's thousand names are not among them; they come in a file of their own.
 *
 * @param color whether the model takes colour images; null where that is not known
 */
export function fittingClassLists(classCount: number, color: boolean | null): readonly KnownClasses[] {
  const fitting = KNOWN.filter(({ classes }) => classes.length === classCount);
  const isColor = ({ id }: KnownClasses) => id.startsWith("cifar");
  return color === null
    ? fitting
    : fitting.toSorted((a, b) => (isColor(a) === isColor(b) ? 0 : isColor(a) === color ? -1 : 1));
}

/** The list of this id; null where there is none. */
export const classListOf = (id: string): KnownClasses | null => KNOWN.find((list) => list.id === id) ?? null;
