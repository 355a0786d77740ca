'use strict';

// Whether two values are deeply equal, strictly: as Node's assert.deepStrictEqual sees it.

module.exports = function equal(one, other, seen = new Map()) {
  if (Object.is(one, other)) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false;
  if (Object.getPrototypeOf(one) !== Object.getPrototypeOf(other)) return false;
  if (seen.get(one) === other) return true;
  seen.set(one, other);
  if (one instanceof Date || one instanceof Number || one instanceof String || one instanceof Boolean) {
    if (!Object.is(one.valueOf(), other.valueOf())) return false;
  }
  if (one instanceof RegExp && String(one) !== String(other)) return false;
  if (one instanceof Error && (one.message !== other.message || one.name !== other.name)) return false;
  if (one instanceof ArrayBuffer) return equal(new Uint8Array(one), new Uint8Array(other), seen);
  if (one instanceof Set || one instanceof Map) {
    return one.size === other.size && equalMembers([...one], [...other], seen);
  }
  const names = Reflect.ownKeys(one).filter((name) => Object.prototype.propertyIsEnumerable.call(one, name));
  if (names.length !== Reflect.ownKeys(other).filter((name) => Object.prototype.propertyIsEnumerable.call(other, name)).length) {
    return false;
  }
  if (Array.isArray(one) && one.length !== other.length) return false;
  return names.every((name) => Object.hasOwn(other, name) && equal(one[name], other[name], seen));
};

function equalMembers(ones, others, seen) {
  return ones.every((one) => {
    const index = others.findIndex((other) => module.exports(one, other, new Map(seen)));
    if (index >= 0) others.splice(index, 1);
    return index >= 0;
  });
}
