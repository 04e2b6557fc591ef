//! Expressions over derived attributes: the Common Expression Language, checked before it runs.
//!
//! CEL itself only finds wrong types while evaluating; officials should learn of them when the playbook is checked. So a compiled
//! expression is walked once: names, operand types, the result. What effect standards and conditions need is a small part of CEL (arithmetic,
//! comparison, logic, `? :`, `in` over a list, `startsWith`/`endsWith`/`contains`); the rest is refused, which also bounds the cost of an
//! evaluation by the length of the text. Whole numbers may be compared with, but not calculated with: `1 / 2` would be 0.

use crate::{
    derived::{AttributeValue, DERIVED_ATTRIBUTES, DerivedAttribute, Kind, derived_attribute},
    diagnostic::Fault,
    nearest::nearest,
    reader::Item,
};
use cel::{
    Context, Env, ExecutionError, IdedExpr, Program, Value,
    common::{
        ast::{CallExpr, Expr, ListExpr, LiteralValue, operators},
        types::{CelBool, CelDouble, CelString},
        value::CowVal,
    },
    context::VariableResolver,
};
use std::{
    collections::BTreeMap,
    ops::Range,
    sync::{Arc, LazyLock},
};

/// The standard environment, built once.
static ENVIRONMENT: LazyLock<Arc<Env>> = LazyLock::new(|| Arc::new(Env::stdlib()));

/// Longest expression accepted, in characters.
const LENGTH_LIMIT: usize = 400;

/// A checked expression.
#[derive(Clone, Debug)]
pub struct Expression {
    source: Box<str>,
    program: Arc<Program>,
    attributes: Vec<&'static DerivedAttribute>,
}

impl Expression {
    /// The text as written.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The attributes it looks at, in the order of [`DERIVED_ATTRIBUTES`].
    #[must_use]
    pub fn attributes(&self) -> &[&'static DerivedAttribute] {
        &self.attributes
    }

    /// Reads and checks an expression that must yield `wanted`.
    pub(crate) fn read(item: Item<'_>, wanted: Kind) -> Option<Self> {
        let source = item.text()?;
        if source.chars().count() > LENGTH_LIMIT {
            item.report(Fault::ExpressionTooLong { limit: LENGTH_LIMIT });
            return None;
        }
        let program = match ENVIRONMENT.compile(source) {
            Ok(program) => program,
            Err(errors) => {
                if let Some(error) = errors.errors.first() {
                    let at = byte_offset(source, error.pos);
                    item.report_within(at..at, Fault::ExpressionSyntax { detail: error.msg.as_str().into() });
                }
                return None;
            }
        };
        let mut check = Check { program: &program, faults: Vec::new(), attributes: Vec::new() };
        let found = check.kind_of(program.expression());
        let Check { mut faults, attributes, .. } = check;
        if let Some(found) = found
            && found != Type::Plain(wanted)
        {
            let fault = Fault::ExpressionResult { expected: wanted.key(), found: found.key() };
            faults.push((0..source.len(), fault));
        } else if found.is_some() && attributes.is_empty() {
            faults.push((0..source.len(), Fault::ExpressionConstant {}));
        }
        if !faults.is_empty() {
            for (within, fault) in faults {
                item.report_within(within, fault);
            }
            return None;
        }
        let attributes = DERIVED_ATTRIBUTES.iter().filter(|a| attributes.contains(&a.name)).collect();
        Some(Self { source: source.into(), program: Arc::new(program), attributes })
    }

    /// Whether it holds for these attributes; `None` where that depends on one that is unknown.
    pub(crate) fn truth(&self, attributes: &BTreeMap<&str, AttributeValue>) -> Option<bool> {
        let known = Known::of(attributes);
        let mut context = context();
        context.set_variable_resolver(&known);
        match self.value(&context) {
            Ok(Value::Bool(truth)) => Some(truth),
            _ => None,
        }
    }

    /// Its value in a context of [`context`]; an error where an attribute it needs is unknown.
    pub(crate) fn value(&self, context: &Context<'_, '_>) -> Result<Value, ExecutionError> {
        self.program.execute(context)
    }
}

/// The attributes as CEL sees them.
pub(crate) struct Known<'a>(&'a BTreeMap<&'a str, AttributeValue>);

impl<'a> Known<'a> {
    pub(crate) const fn of(attributes: &'a BTreeMap<&'a str, AttributeValue>) -> Self {
        Self(attributes)
    }

    /// Its value, where it is known and of its type.
    pub(crate) fn value(&self, name: &str) -> Option<&AttributeValue> {
        let declared: Kind = derived_attribute(name)?.kind;
        self.0.get(name).filter(|value| value.kind() == Some(declared))
    }
}

impl VariableResolver for Known<'_> {
    fn resolve<'b>(&'b self, name: &str) -> Option<CowVal<'b, 'b>> {
        match self.value(name)? {
            AttributeValue::Number(number) => Some(CowVal::owned(CelDouble::from(*number))),
            AttributeValue::Truth(truth) => Some(CowVal::owned(CelBool::from(*truth))),
            AttributeValue::Text(text) => Some(CowVal::owned(CelString::from(&**text))),
            AttributeValue::Unknown => None,
        }
    }
}

/// An evaluation context without variables.
pub(crate) fn context<'v>() -> Context<'static, 'v> {
    Context::with_env(Arc::clone(&ENVIRONMENT))
}

/// CEL counts lines and characters from 1; -1 or 0 where it does not know.
fn byte_offset(source: &str, (line, column): (isize, isize)) -> usize {
    let line = usize::try_from(line - 1).unwrap_or_default();
    let column = usize::try_from(column - 1).unwrap_or_default();
    let before: usize = source.split_inclusive('\n').take(line).map(str::len).sum();
    let rest = source.get(before..).unwrap_or_default();
    before + rest.char_indices().nth(column).map_or(rest.len(), |(index, _)| index)
}

/// What a part of an expression is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Type {
    Plain(Kind),
    /// A whole number, written out: only good for comparing.
    Whole,
    /// A list of plain values, written out: only good for `in`.
    List(Kind),
}

impl Type {
    const NUMBER: Self = Self::Plain(Kind::Number);
    const TRUTH: Self = Self::Plain(Kind::Truth);
    const TEXT: Self = Self::Plain(Kind::Text);

    const fn key(self) -> &'static str {
        match self {
            Self::Plain(kind) => kind.key(),
            Self::Whole => "whole_number",
            Self::List(_) => "list",
        }
    }

    const fn is_numeric(self) -> bool {
        matches!(self, Self::NUMBER | Self::Whole)
    }
}

struct Check<'p> {
    program: &'p Program,
    faults: Vec<(Range<usize>, Fault)>,
    attributes: Vec<&'static str>,
}

impl Check<'_> {
    /// `None` when it, or a part of it, was found faulty.
    fn kind_of(&mut self, part: &IdedExpr) -> Option<Type> {
        match &part.expr {
            Expr::Literal(LiteralValue::Double(_)) => Some(Type::NUMBER),
            Expr::Literal(LiteralValue::Int(_)) => Some(Type::Whole),
            Expr::Literal(LiteralValue::Boolean(_)) => Some(Type::TRUTH),
            Expr::Literal(LiteralValue::String(_)) => Some(Type::TEXT),
            Expr::Ident(name) => match derived_attribute(name) {
                Some(attribute) => {
                    self.attributes.push(attribute.name);
                    Some(Type::Plain(attribute.kind))
                }
                None => {
                    let nearest = nearest(name, DERIVED_ATTRIBUTES.iter().map(|a| a.name));
                    self.fault(part, Fault::UnknownAttribute { nearest })
                }
            },
            Expr::List(list) => self.list(part, list),
            Expr::Call(call) => self.call(part, call),
            _ => self.fault(part, Fault::ExpressionUnsupported {}),
        }
    }

    fn list(&mut self, part: &IdedExpr, list: &ListExpr) -> Option<Type> {
        let types: Vec<Option<Type>> = list.elements.iter().map(|element| self.kind_of(element)).collect();
        let types: Vec<Type> = types.into_iter().collect::<Option<_>>()?;
        match types.split_first() {
            Some((Type::Plain(kind), rest)) if rest.iter().all(|t| *t == Type::Plain(*kind)) => {
                Some(Type::List(*kind))
            }
            _ => self.mismatch(part, "[]", &types),
        }
    }

    fn call(&mut self, part: &IdedExpr, call: &CallExpr) -> Option<Type> {
        let operands: Vec<&IdedExpr> = call.target.as_deref().into_iter().chain(&call.args).collect();
        let types: Vec<Option<Type>> = operands.iter().map(|operand| self.kind_of(operand)).collect();
        let types: Vec<Type> = types.into_iter().collect::<Option<_>>()?;
        let yields = match (call.func_name.as_str(), types.as_slice()) {
            (operators::ADD, [Type::TEXT, Type::TEXT]) => Some(Type::TEXT),
            (operators::ADD | operators::SUBSTRACT | operators::MULTIPLY | operators::DIVIDE, [a, b])
                if a.is_numeric() && b.is_numeric() =>
            {
                return self.calculation(&operands);
            }
            (operators::NEGATE, [a]) if a.is_numeric() => return self.calculation(&operands),
            (
                operators::LESS | operators::LESS_EQUALS | operators::GREATER | operators::GREATER_EQUALS,
                [a, b],
            ) if a.is_numeric() && b.is_numeric() => Some(Type::TRUTH),
            (operators::EQUALS | operators::NOT_EQUALS, [a, b])
                if a == b || a.is_numeric() && b.is_numeric() =>
            {
                Some(Type::TRUTH)
            }
            (operators::LOGICAL_AND | operators::LOGICAL_OR, [Type::TRUTH, Type::TRUTH])
            | (operators::LOGICAL_NOT, [Type::TRUTH]) => Some(Type::TRUTH),
            (operators::CONDITIONAL, [Type::TRUTH, a, b]) if a == b => Some(*a),
            (operators::IN, [Type::Plain(kind), Type::List(of)]) if kind == of => Some(Type::TRUTH),
            ("startsWith" | "endsWith" | "contains", [Type::TEXT, Type::TEXT]) if call.target.is_some() => {
                Some(Type::TRUTH)
            }
            (name, _) if !KNOWN.contains(&name) => {
                return self.fault(part, Fault::ExpressionUnsupported {});
            }
            _ => None,
        };
        yields.or_else(|| self.mismatch(part, &call.func_name, &types))
    }

    /// Arithmetic over numbers, which yields a number; each whole number in it is reported with the way to write it.
    fn calculation(&mut self, operands: &[&IdedExpr]) -> Option<Type> {
        for operand in operands {
            if let Expr::Literal(LiteralValue::Int(whole)) = &operand.expr {
                let write = format!("{}.0", whole.inner().unsigned_abs()).into();
                self.fault(operand, Fault::WholeNumber { write });
            }
        }
        Some(Type::NUMBER)
    }

    fn mismatch(&mut self, part: &IdedExpr, operator: &str, types: &[Type]) -> Option<Type> {
        let found: Vec<&str> = types.iter().map(|t| t.key()).collect();
        let symbol = operator.bytes().any(|b| b.is_ascii_punctuation() && b != b'_');
        let operator = if symbol { operator.replace(['_', '@'], "") } else { operator.to_owned() };
        self.fault(part, Fault::ExpressionType { operator: operator.into(), found: found.join(" ").into() })
    }

    fn fault(&mut self, part: &IdedExpr, fault: Fault) -> Option<Type> {
        let within = self.span(part);
        self.faults.push((within, fault));
        None
    }

    /// The bytes of a part; of an operation its operator, of a call the function's name, which CEL places at its bracket.
    fn span(&self, part: &IdedExpr) -> Range<usize> {
        let source = &self.program.source_info().source;
        let (first, last) = self.program.source_info().offset_for(part.id).unwrap_or_default();
        let first = (first as usize).min(source.len());
        let end = (last as usize + 1).clamp(first, source.len());
        let bracket = source.get(first..end) == Some("(");
        let before = source.get(..first).filter(|_| bracket).unwrap_or_default();
        let name = before.bytes().rev().take_while(|b| b.is_ascii_alphanumeric() || *b == b'_').count();
        if name > 0 { first - name..first } else { first..end }
    }
}

/// Operators and functions that are only wrong by their operands.
const KNOWN: [&str; 19] = [
    operators::ADD,
    operators::SUBSTRACT,
    operators::MULTIPLY,
    operators::DIVIDE,
    operators::NEGATE,
    operators::LESS,
    operators::LESS_EQUALS,
    operators::GREATER,
    operators::GREATER_EQUALS,
    operators::EQUALS,
    operators::NOT_EQUALS,
    operators::LOGICAL_AND,
    operators::LOGICAL_OR,
    operators::LOGICAL_NOT,
    operators::CONDITIONAL,
    operators::IN,
    "startsWith",
    "endsWith",
    "contains",
];
