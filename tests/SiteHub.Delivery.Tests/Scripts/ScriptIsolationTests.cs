using System.Text;
using SiteHub.Delivery.Scripts;

namespace SiteHub.Delivery.Tests.Scripts;

public sealed class ScriptIsolationTests
{
    // Engines are kept and used again; each of these tries to leave something behind for the next run.
    private const string Look = """
        return JSON.stringify([typeof left, Object.prototype.left, Array.prototype.left, [].left, (() => 1).left, JSON.left, Math.left, Math.max(1, 2), "".left, /x/.left,
          [3, 1, 2].sort().join(), JSON.stringify({ a: 1 }), new Map([[1, 2]]).get(1), RegExp.$1, RegExp.lastMatch, [...[1].values()], [...(function* () { yield 1 })()],
          [...new Set([1])], [..."ab"], [..."ab".matchAll(/./g)].length, [1].values().map(x => x).left, Object.keys(globalThis).length, (function () { return arguments })().left,
          new Error("x").left, Symbol.iterator.toString(), doc.left, doc.toString(), Object.getOwnPropertyNames(globalThis).length, Iterator.from({ next() {} }).left])
        """;

    [Theory]
    [InlineData("globalThis.left = 1")]
    [InlineData("left = 1")]
    [InlineData("var left = 1; doc.left = 1")]
    [InlineData("doc.left = 1; doc.toString = () => 'left'")]
    [InlineData("Object.prototype.left = 1")]
    [InlineData("doc.__proto__.left = 1; Object.getPrototypeOf(doc).left = 1")]
    [InlineData("Object.defineProperty(Object.prototype, 'left', { value: 1 })")]
    [InlineData("Object.setPrototypeOf(Array.prototype, { left: 1 })")]
    [InlineData("Array.prototype.sort = () => []")]
    [InlineData("Array.prototype[Symbol.iterator] = function* () { yield 'left' }")]
    [InlineData("[].values().__proto__.next = () => ({ done: true })")]
    [InlineData("(function* () {})().__proto__.__proto__.next = () => ({ done: true })")]
    [InlineData("new Set().values().__proto__.next = () => ({ done: true })")]
    [InlineData("''[Symbol.iterator]().__proto__.next = () => ({ done: true })")]
    [InlineData("''.matchAll(/x/g).__proto__.next = () => ({ done: true })")]
    [InlineData("[1].values().map(x => x).__proto__.left = 1")]
    [InlineData("Iterator.prototype.left = 1; Iterator.from({ next() {} }).__proto__.left = 1")]
    [InlineData("JSON.stringify = () => 'left'; JSON.left = 1")]
    [InlineData("Math.max = () => 7; Math.left = 1")]
    [InlineData("String.prototype.left = 1; RegExp.prototype.left = 1; Error.prototype.left = 1")]
    [InlineData("Function.prototype.left = 1; (() => 1).__proto__.left = 1")]
    [InlineData("Function.prototype.call = () => 1; Object.keys = () => []")]
    [InlineData("Map.prototype.get = () => 'left'")]
    [InlineData("delete globalThis.JSON")]
    [InlineData("JSON = null")]
    [InlineData("/(left)/.exec('left')")]
    [InlineData("Object.freeze(doc); Symbol.for('left').left = 1")]
    [InlineData("this.left = 1")]
    [InlineData("arguments.left = 1")]
    [InlineData("((a, b) => { throw new Error('left') })()")]
    public void One_run_leaves_nothing_to_the_next(string attack)
    {
        var look = Script.Compile(Look);
        var clean = Seen(look);

        Script script;
        try
        {
            script = Script.Compile(attack + "; return 1");
        }
        catch (ScriptException)
        {
            return;
        }

        script.Test(Encoding.UTF8.GetBytes(ScriptTests.Quotation));
        Seen(look).ShouldBe(clean);
        Seen(Script.Compile(Look)).ShouldBe(clean);
    }

    [Fact]
    public void What_can_be_reached_by_name_is_frozen_to_the_last_object() => ScriptTests.Holds("""
        const seen = new Set(), thawed = [];
        const walk = (o, path) => {
          if (o === null || typeof o !== "object" && typeof o !== "function" || seen.has(o)) return;
          seen.add(o);
          if (!Object.isFrozen(o)) thawed.push(path);
          for (const key of [...Object.getOwnPropertyNames(o), ...Object.getOwnPropertySymbols(o)]) {
            const slot = Object.getOwnPropertyDescriptor(o, key);
            for (const part of [slot.value, slot.get, slot.set]) walk(part, path + "." + String(key));
          }
          walk(Object.getPrototypeOf(o), path + ".__proto__");
        };
        walk(globalThis, "globalThis");
        if (thawed.length) throw new Error(thawed.join());
        return seen.size > 200
        """).ShouldBeTrue();

    private static string Seen(Script look) =>
        Encoding.UTF8.GetString(ScriptTests.Unhurried(() => look.Transform(Encoding.UTF8.GetBytes(ScriptTests.Quotation))).ShouldBeOfType<ScriptOutcome<ReadOnlyMemory<byte>>.Value>().Result.Span);
}
