namespace SiteHub.Delivery.Scripts;

/// <summary>What a new engine runs once: takes away what scripts do not need and what is not the document's (clock, chance), bounds what makes much text of little, then freezes all that is left.</summary>
internal static class FrozenWorld
{
    // Freezing costs by the object, and what is not there cannot be misused: so a list of what stays, not of what goes. Iterator prototypes and the like
    // have no name, and are reached through an instance. RegExp.$1 and its kin remember the last match, of whichever script.
    // The engine counts memory between two steps of a script; a built-in that multiplies text takes one step, and is therefore asked beforehand.
    // A resync asks again: were the answer another without a change, the hub could not tell which of two equal versions is the later.
    public const string Source = """
        (() => {
          const keep = new Set(["Object", "Function", "Array", "String", "Number", "Boolean", "Symbol", "Math", "JSON", "Date", "RegExp", "Map", "Set", "Iterator",
            "Error", "TypeError", "RangeError", "SyntaxError", "ReferenceError", "EvalError", "URIError", "SuppressedError", "AggregateError",
            "parseInt", "parseFloat", "isNaN", "isFinite", "encodeURIComponent", "decodeURIComponent", "encodeURI", "decodeURI",
            "globalThis", "undefined", "NaN", "Infinity"]);
          const { ownKeys, getOwnPropertyDescriptor, getPrototypeOf, construct } = Reflect;
          for (const key of ownKeys(globalThis)) if (!keep.has(key)) delete globalThis[key];
          for (const key of ownKeys(RegExp)) if (!["length", "name", "prototype", "escape", Symbol.species].includes(key)) delete RegExp[key];
          const bound = length => { if (length > 4e6) throw new RangeError("the text would be longer than 4,000,000 characters"); };
          const textual = (proto, name, measure) => {
            const plain = proto[name];
            proto[name] = { [name](...args) { measure(this, args); return plain.apply(this, args); } }[name];
          };
          textual(Array.prototype, "join", (items, [separator = ","]) => {
            let length = String(separator).length * items.length;
            for (let i = 0; i < items.length; i++) bound(length += String(items[i] ?? "").length);
          });
          textual(String.prototype, "concat", (text, args) => args.reduce((length, one) => (bound(length), length + String(one).length), String(text).length));
          for (const name of ["replace", "replaceAll"]) textual(String.prototype, name, (text, args) => {
            let length = String(text).length;
            const by = args[1];
            if (typeof by === "function") args[1] = (...match) => { const one = String(by(...match)); bound(length += one.length); return one; };
            else bound(length += (length + 1) * (String(by).length + (/\$[`']/.test(String(by)) ? length : 0)));
          });
          const PlainDate = Date;
          const noClock = () => { throw new TypeError("a script has no clock: it runs when a document changes, not when time passes"); };
          globalThis.Date = Object.assign(function Date(...args) { return new.target && args.length ? construct(PlainDate, args, new.target) : noClock(); },
            { prototype: PlainDate.prototype, parse: PlainDate.parse, UTC: PlainDate.UTC, now: noClock });
          PlainDate.prototype.constructor = Date;
          Math.random = () => { throw new TypeError("a script has no chance: the same document has the same answer"); };
          const seen = new Set();
          const freeze = o => {
            if (o === null || typeof o !== "object" && typeof o !== "function" || seen.has(o)) return;
            seen.add(o);
            for (const key of ownKeys(o)) {
              const slot = getOwnPropertyDescriptor(o, key);
              freeze(slot.value); freeze(slot.get); freeze(slot.set);
            }
            freeze(getPrototypeOf(o));
            Object.freeze(o);
          };
          freeze(globalThis);
          const nameless = [function* () {}, function* () {}(), [].values(), [].values().map(x => x), "".matchAll(/x/g), ""[Symbol.iterator](), new Map().values(), new Set().values(),
            Iterator.from({ next() {} }), (function () { return arguments; })()];
          for (const one of nameless) freeze(one);
        })()
        """;
}
